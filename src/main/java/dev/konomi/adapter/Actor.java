package dev.konomi.adapter;

import dev.konomi.tenant.Caller;

/**
 * Who makes a change.
 *
 * @param name as people know them
 * @param subject as the token issuer knows them, for ever
 */
public record Actor(String name, String subject) {

    /** For what files declare at the start. */
    static final Actor DECLARATION = new Actor("declaration", "declaration");

    static Actor of(Caller caller) {
        return new Actor(caller.name(), caller.subject());
    }
}

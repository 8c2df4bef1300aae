package dev.konomi.audit;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which events somebody wants to see. */
record AuditFilter(
        Optional<String> noun,
        Optional<String> nounId,
        Optional<String> action,
        Optional<String> actor,
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<Long> before) {

    /** SQL conditions with one argument each. */
    Map<String, Object> conditions() {
        Map<String, Object> conditions = new LinkedHashMap<>();
        noun.ifPresent(value -> conditions.put("noun = ?", value));
        nounId.ifPresent(value -> conditions.put("noun_id = ?", value));
        action.ifPresent(value -> conditions.put("action = ?", value));
        actor.ifPresent(value -> conditions.put("? in (actor, actor_name)", value));
        since.ifPresent(value -> conditions.put("happened_at >= ?", value));
        until.ifPresent(value -> conditions.put("happened_at < ?", value));
        before.ifPresent(value -> conditions.put("sequence < ?", value));
        return conditions;
    }
}

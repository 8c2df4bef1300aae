/**
 * What happened, unforgeable and in order.
 *
 * <p>{@link dev.konomi.audit.AuditLog#append} is called in the transaction that changes something: there is no change
 * without its event and no event without its change. Each tenant has a chain of its own, in which every event carries
 * the hash of the one before; docs/audit/format.md says how to check an export without Konomi.
 */
@NullMarked
package dev.konomi.audit;

import org.jspecify.annotations.NullMarked;

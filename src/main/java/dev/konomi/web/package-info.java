/**
 * How the API says no: problems, paging, idempotency, request ids.
 *
 * <p>A room throws {@link dev.konomi.web.ProblemException}; {@link dev.konomi.web.ProblemMappers} turns it, and every
 * other exception, into RFC 9457, or into OpenAI's error shape at OpenAI's addresses. What fails before a resource is
 * reached (an unknown address, a body that is too large) gets the same shape in {@code HttpManners}.
 */
@NullMarked
package dev.konomi.web;

import org.jspecify.annotations.NullMarked;

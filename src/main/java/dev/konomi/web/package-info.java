/** How the API says no: problems, paging, idempotency, request ids. */
@NullMarked
package dev.konomi.web;

import org.jspecify.annotations.NullMarked;

/** Tenants as files: read strictly, applied once for each content. */
@NullMarked
package dev.konomi.tenant.file;

import org.jspecify.annotations.NullMarked;

/** Who is asking and how much they may: identity, roles, quotas, the tenants/ files. */
@NullMarked
package dev.konomi.tenant;

import org.jspecify.annotations.NullMarked;

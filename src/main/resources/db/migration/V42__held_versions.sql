-- What the audit of a version has against it, a JSON list; a version with any reason is held. Part of the row that never
-- changes.
alter table adapter_version add column held text not null default '[]';

-- The audit images of one painter (a version's weights, or the base model), kept so that no version paints its own twice.
create table audit_set (
    adapter_id     text        not null references adapter (id),
    painter_digest text        not null,
    plan_digest    text        not null,
    tenant_id      text        not null references tenant (slug),
    latents_key    text        not null,
    latents_sha256 text        not null,
    strip_key      text        not null,
    strip_sha256   text        not null,
    looks          text        not null,
    painted_at     timestamptz not null,
    primary key (adapter_id, painter_digest, plan_digest)
);
create index audit_set_of_tenant on audit_set (tenant_id);

alter table audit_set enable row level security;
create policy audit_set_of_tenant on audit_set
    using (tenant_id = current_setting('konomi.tenant', true) or current_setting('konomi.tenant', true) = '*');

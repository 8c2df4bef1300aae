-- Which contents of the tenant files were applied, so that a start applies only what is new.
create table declaration (
    tenant_id  text        not null references tenant (slug),
    noun       text        not null,
    digest     text        not null,
    file       text        not null,
    applied_at timestamptz not null,
    primary key (tenant_id, noun)
);

alter table declaration enable row level security;
create policy declaration_own on declaration
    using (tenant_id = current_setting('konomi.tenant', true) or current_setting('konomi.tenant', true) = '*');

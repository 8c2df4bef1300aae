-- The tables belong to the role that migrates. The application signs in as konomi_app, which owns nothing and
-- cannot step over row-level security. Roles belong to the server, so whoever runs it creates them.
do $$
begin
    if not exists (select from pg_roles where rolname = 'konomi_app') then
        raise exception 'the role konomi_app is missing'
            using hint = 'create role konomi_app login nosuperuser nobypassrls password ''...''';
    end if;
    if exists (select from pg_roles where rolname = 'konomi_app' and (rolsuper or rolbypassrls)) then
        raise exception 'the role konomi_app steps over row-level security'
            using hint = 'alter role konomi_app nosuperuser nobypassrls';
    end if;
    if current_user = 'konomi_app' then
        raise exception 'konomi_app must not own the tables'
            using hint = 'give the migrations another role: quarkus.flyway.username and quarkus.flyway.password';
    end if;
end
$$;

grant usage on schema public to konomi_app;
alter default privileges in schema public grant select, insert, update, delete on tables to konomi_app;
alter default privileges in schema public grant usage, select on sequences to konomi_app;

-- A customer organisation. Not itself a tenant's row: the operator declares it.
create table tenant (
    slug              text        primary key check (slug ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$'),
    display_name      text        not null,
    enabled           boolean     not null default true,
    images_per_minute integer     not null check (images_per_minute > 0),
    max_queued_images integer     not null check (max_queued_images > 0),
    max_adapters      integer     not null check (max_adapters >= 0),
    storage_bytes     bigint      not null check (storage_bytes > 0),
    denied_terms      text[]      not null default '{}',
    audit_prompts     text[]      not null default '{}',
    four_eyes         boolean     not null default false,
    version           bigint      not null default 0,
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now()
);

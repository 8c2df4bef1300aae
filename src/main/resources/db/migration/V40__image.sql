-- Room image: every generated picture with its provenance; the bytes are in the object store.
create table image (
    id              text primary key,
    tenant_id       text             not null,
    created_at      timestamptz      not null,
    created_by      text             not null,
    model           text             not null,
    adapter_name    text,
    adapter_version integer          not null,
    adapter_digest  text             not null,
    base_digest     text             not null,
    prompt          text             not null,
    negative_prompt text             not null,
    seed            bigint           not null,
    steps           integer          not null,
    guidance_scale  real             not null,
    width_px        integer          not null,
    height_px       integer          not null,
    sampler         text             not null,
    sha256          text             not null,
    byte_size       bigint           not null
);
create index image_by_tenant on image (tenant_id, id desc);
alter table image enable row level security;
create policy image_of_tenant on image
    using (tenant_id = current_setting('konomi.tenant', true) or current_setting('konomi.tenant', true) = '*');

-- The secret that signs links to pictures; belongs to the installation, so that every process accepts every link.
create table link_secret (
    id     integer primary key check (id = 1),
    secret text not null
);

-- Room round: sample, ask, train, publish. The state is changed by conditional updates alone.
create table round (
    id                    text primary key,
    tenant_id             text             not null,
    adapter_id            text             not null,
    adapter_name          text             not null,
    number                integer          not null,
    state                 text             not null check (state in
        ('SAMPLING', 'AWAITING_FEEDBACK', 'TRAINING', 'DONE', 'CANCELLED', 'FAILED')),
    lock_version          bigint           not null,
    recipe                text             not null,
    prompts               text             not null,
    image_count           integer          not null,
    from_version          integer          not null,
    from_digest           text             not null,
    base_digest           text             not null,
    created_at            timestamptz      not null,
    created_by            text             not null,
    sampled_at            timestamptz,
    training_at           timestamptz,
    training_by           text,
    finished_at           timestamptz,
    sampling_seconds      double precision not null default 0,
    training_seconds      double precision not null default 0,
    labels                integer          not null default 0,
    evaluator_seconds     double precision not null default 0,
    stage                 text             not null default '',
    stage_fraction        double precision not null default 0,
    latents_sha256        text,
    trajectory_sha256     text,
    trajectory_deleted_at timestamptz,
    published_version     integer,
    report                text,
    failure               text,
    unique (tenant_id, adapter_id, number)
);
-- At most one open round an adapter, whichever process asks.
create unique index round_open on round (tenant_id, adapter_id)
    where state in ('SAMPLING', 'AWAITING_FEEDBACK', 'TRAINING');
create index round_by_adapter on round (tenant_id, adapter_id, id desc);

create table round_image (
    round_id          text        not null references round (id),
    k                 integer     not null,
    tenant_id         text        not null,
    prompt            text        not null,
    seed              bigint      not null,
    noise_origin      text        not null,
    adapter_digest    text        not null,
    image_key         text        not null,
    image_sha256      text        not null,
    image_bytes       bigint      not null,
    sample_key        text        not null,
    sample_sha256     text        not null,
    trajectory_key    text        not null,
    trajectory_sha256 text        not null,
    sampled_at        timestamptz not null,
    primary key (round_id, k)
);

-- What holds now, one row an image and evaluator. Best is the one image an evaluator likes most.
create table feedback (
    round_id   text        not null,
    k          integer     not null,
    evaluator  text        not null,
    tenant_id  text        not null,
    verdict    text        not null check (verdict in ('GOOD', 'BAD', 'SKIP')),
    best       boolean     not null,
    changed_at timestamptz not null,
    primary key (round_id, k, evaluator),
    foreign key (round_id, k) references round_image (round_id, k)
);
create unique index feedback_one_best on feedback (round_id, evaluator) where best;

-- Every change that was acknowledged, in order; nothing is ever taken out.
create table feedback_change (
    id         bigint generated always as identity primary key,
    round_id   text        not null,
    k          integer     not null,
    evaluator  text        not null,
    tenant_id  text        not null,
    verdict    text        not null check (verdict in ('GOOD', 'BAD', 'SKIP', 'NONE')),
    best       boolean     not null,
    changed_at timestamptz not null,
    foreign key (round_id, k) references round_image (round_id, k)
);
create index feedback_change_by_round on feedback_change (round_id, id);

alter table round enable row level security;
alter table round_image enable row level security;
alter table feedback enable row level security;
alter table feedback_change enable row level security;
create policy round_of_tenant on round
    using (tenant_id = current_setting('konomi.tenant', true) or current_setting('konomi.tenant', true) = '*');
create policy round_image_of_tenant on round_image
    using (tenant_id = current_setting('konomi.tenant', true) or current_setting('konomi.tenant', true) = '*');
create policy feedback_of_tenant on feedback
    using (tenant_id = current_setting('konomi.tenant', true) or current_setting('konomi.tenant', true) = '*');
create policy feedback_change_of_tenant on feedback_change
    using (tenant_id = current_setting('konomi.tenant', true) or current_setting('konomi.tenant', true) = '*');

-- Expression, partial, pattern and covering indexes, on PostgreSQL.
CREATE TABLE x (
    id int PRIMARY KEY,
    t_def text NOT NULL,
    t_c text COLLATE "C" NOT NULL,
    t_icu text COLLATE "en-x-icu" NOT NULL,
    email varchar(100) NOT NULL,
    cj jsonb NOT NULL,
    st text NOT NULL,
    ci int NOT NULL,
    cnull int,
    a int NOT NULL,
    b int NOT NULL,
    c int NOT NULL,
    deleted_at timestamptz,
    pad text
);
CREATE INDEX x_def ON x (t_def);
CREATE INDEX x_c ON x (t_c);
CREATE INDEX x_icu ON x (t_icu);
CREATE INDEX x_icu_tpo ON x (t_icu text_pattern_ops);
CREATE INDEX x_lower ON x (lower(email));
CREATE INDEX x_k ON x ((cj->>'k'));
CREATE INDEX x_n ON x (((cj->>'n')::int));
CREATE INDEX x_hold ON x (ci) WHERE st = 'hold';
CREATE INDEX x_nn ON x (cnull) WHERE cnull IS NOT NULL;
CREATE INDEX x_del ON x (b, c) WHERE deleted_at IS NULL;
CREATE INDEX x_cov ON x (c) INCLUDE (a);
CREATE INDEX x_gin ON x USING gin (cj);

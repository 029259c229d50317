-- The tables that engine-truth.json was measured on.
CREATE TABLE t (
    id int PRIMARY KEY,
    ci int NOT NULL,
    cb bigint NOT NULL,
    cs smallint NOT NULL,
    cn numeric(12,2) NOT NULL,
    cf float8 NOT NULL,
    cv varchar(32) COLLATE "C" NOT NULL,
    ct text COLLATE "en-x-icu" NOT NULL,
    cc char(10) COLLATE "C" NOT NULL,
    cd date NOT NULL,
    cts timestamp NOT NULL,
    ctz timestamptz NOT NULL,
    cu uuid NOT NULL,
    cbool boolean NOT NULL,
    cnull int,
    low int NOT NULL,
    email varchar(100) COLLATE "en-x-icu" NOT NULL,
    a int NOT NULL,
    b int NOT NULL,
    c int NOT NULL,
    cj jsonb NOT NULL,
    pad text,
    st text NOT NULL
);
CREATE TABLE u (
    id int PRIMARY KEY,
    t_id int,
    tv varchar(32) NOT NULL,
    tt text NOT NULL,
    n int NOT NULL,
    d date NOT NULL,
    pad text
);
CREATE INDEX i_ci ON t (ci);
CREATE INDEX i_cb ON t (cb);
CREATE INDEX i_cs ON t (cs);
CREATE INDEX i_cn ON t (cn);
CREATE INDEX i_cf ON t (cf);
CREATE INDEX i_cv ON t (cv);
CREATE INDEX i_ct ON t (ct);
CREATE INDEX i_cc ON t (cc);
CREATE INDEX i_cd ON t (cd);
CREATE INDEX i_cts ON t (cts);
CREATE INDEX i_ctz ON t (ctz);
CREATE INDEX i_cu ON t (cu);
CREATE INDEX i_cbool ON t (cbool);
CREATE INDEX i_cnull ON t (cnull);
CREATE INDEX i_low ON t (low);
CREATE INDEX i_email ON t (email);
CREATE INDEX i_abc ON t (a, b, c);
CREATE INDEX u_tid ON u (t_id);
CREATE INDEX u_n ON u (n);

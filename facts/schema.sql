-- SPDX-License-Identifier: GPL-3.0-or-later
-- The database of `extract sqlite`; extract-sqlite(1) tells of it.  Amounts are exact decimals of yuan as text (yuan),
-- for reading, and whole fen (fen), for comparing and adding up; fen is null where an amount is finer than a fen.
-- Boxes are points from the top left of the page.  pages, notes, fields and goals are JSON.

CREATE TABLE documents (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  digest TEXT NOT NULL,
  file TEXT,
  type TEXT,
  bytes INTEGER,
  pages INTEGER,
  kind TEXT,
  level TEXT,
  organization TEXT,
  fiscal_year INTEGER,
  title TEXT,
  watermark TEXT
);
CREATE INDEX documents_organization ON documents (organization, fiscal_year);

CREATE TABLE tables (
  id INTEGER PRIMARY KEY,
  document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  title TEXT,
  number TEXT,
  organization TEXT,
  unit TEXT,
  grid TEXT,
  transposed INTEGER NOT NULL,
  empty INTEGER NOT NULL,
  pages TEXT NOT NULL,
  notes TEXT NOT NULL,
  UNIQUE (document_id, position)
);
CREATE INDEX tables_kind ON tables (kind);

CREATE TABLE rows (
  id INTEGER PRIMARY KEY,
  table_id INTEGER NOT NULL REFERENCES tables (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  line INTEGER,
  role TEXT NOT NULL,
  side TEXT,
  code TEXT,
  scheme TEXT,
  code_source TEXT,
  name TEXT,
  label TEXT,
  level INTEGER,
  parent_id INTEGER REFERENCES rows (id) ON DELETE CASCADE,
  counterpart_scheme TEXT,
  counterpart_code TEXT,
  counterpart_name TEXT,
  UNIQUE (table_id, position)
);
CREATE INDEX rows_code ON rows (code);
CREATE INDEX rows_name ON rows (name);
CREATE INDEX rows_parent ON rows (parent_id);

CREATE TABLE facts (
  id TEXT NOT NULL,
  series TEXT NOT NULL,
  document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  row_id INTEGER NOT NULL REFERENCES rows (id) ON DELETE CASCADE,
  phase TEXT,
  leaf INTEGER NOT NULL,
  total_index INTEGER,
  adds_up TEXT,
  side TEXT,
  fund TEXT,
  group_name TEXT,
  level1_code TEXT,
  level1_name TEXT,
  level2_code TEXT,
  level2_name TEXT,
  level3_code TEXT,
  level3_name TEXT,
  measure TEXT NOT NULL,
  yuan TEXT NOT NULL,
  fen INTEGER,
  text TEXT,
  page INTEGER,
  x0 REAL,
  y0 REAL,
  x1 REAL,
  y1 REAL,
  PRIMARY KEY (document_id, id)
);
CREATE INDEX facts_row ON facts (row_id, measure);
CREATE INDEX facts_series ON facts (series);
CREATE INDEX facts_level3 ON facts (level3_code);

CREATE TABLE forms (
  id INTEGER PRIMARY KEY,
  document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  title TEXT,
  name TEXT,
  organization TEXT,
  unit TEXT,
  pages TEXT NOT NULL,
  fields TEXT NOT NULL,
  goals TEXT NOT NULL,
  UNIQUE (document_id, position)
);

CREATE TABLE funds (
  form_id INTEGER NOT NULL REFERENCES forms (id) ON DELETE CASCADE,
  scope TEXT NOT NULL,
  name TEXT NOT NULL,
  yuan TEXT NOT NULL,
  fen INTEGER,
  PRIMARY KEY (form_id, scope, name)
);

CREATE TABLE indicators (
  id INTEGER PRIMARY KEY,
  form_id INTEGER NOT NULL REFERENCES forms (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  scope TEXT,
  level1 TEXT,
  level2 TEXT,
  level3 TEXT,
  value TEXT,
  UNIQUE (form_id, position)
);

CREATE TABLE statements (
  id INTEGER PRIMARY KEY,
  document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  page INTEGER,
  section TEXT,
  subject TEXT,
  yuan TEXT,
  fen INTEGER,
  unit TEXT,
  text TEXT,
  share TEXT,
  change TEXT,
  change_percent TEXT,
  code TEXT,
  quote TEXT,
  UNIQUE (document_id, position)
);

CREATE TABLE checks (
  id INTEGER PRIMARY KEY,
  document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  table_id INTEGER REFERENCES tables (id) ON DELETE CASCADE,
  row_id INTEGER REFERENCES rows (id) ON DELETE CASCADE,
  page INTEGER,
  rule TEXT,
  measure TEXT,
  verdict TEXT NOT NULL,
  expected TEXT,
  actual TEXT,
  difference TEXT,
  tolerance TEXT,
  message TEXT
);
CREATE INDEX checks_document ON checks (document_id, verdict);
CREATE INDEX checks_table ON checks (table_id);
CREATE INDEX checks_row ON checks (row_id);

-- Full text.  The trigram tokenizer finds Chinese without word boundaries: MATCH for three characters and more, LIKE
-- '%..%' on the same table for shorter words.

CREATE VIRTUAL TABLE documents_fts USING fts5 (
  organization, title, content="documents", content_rowid="id", tokenize = 'trigram');
CREATE TRIGGER documents_added AFTER INSERT ON documents BEGIN
  INSERT INTO documents_fts (rowid, organization, title) VALUES (new.id, new.organization, new.title);
END;
CREATE TRIGGER documents_deleted AFTER DELETE ON documents BEGIN
  INSERT INTO documents_fts (documents_fts, rowid, organization, title)
    VALUES ('delete', old.id, old.organization, old.title);
END;

CREATE VIRTUAL TABLE rows_fts USING fts5 (
  name, label, content="rows", content_rowid="id", tokenize = 'trigram');
CREATE TRIGGER rows_added AFTER INSERT ON rows BEGIN
  INSERT INTO rows_fts (rowid, name, label) VALUES (new.id, new.name, new.label);
END;
CREATE TRIGGER rows_deleted AFTER DELETE ON rows BEGIN
  INSERT INTO rows_fts (rows_fts, rowid, name, label) VALUES ('delete', old.id, old.name, old.label);
END;

CREATE VIRTUAL TABLE forms_fts USING fts5 (
  name, title, fields, goals, content="forms", content_rowid="id", tokenize = 'trigram');
CREATE TRIGGER forms_added AFTER INSERT ON forms BEGIN
  INSERT INTO forms_fts (rowid, name, title, fields, goals)
    VALUES (new.id, new.name, new.title, new.fields, new.goals);
END;
CREATE TRIGGER forms_deleted AFTER DELETE ON forms BEGIN
  INSERT INTO forms_fts (forms_fts, rowid, name, title, fields, goals)
    VALUES ('delete', old.id, old.name, old.title, old.fields, old.goals);
END;

CREATE VIRTUAL TABLE indicators_fts USING fts5 (
  level3, value, content="indicators", content_rowid="id", tokenize = 'trigram');
CREATE TRIGGER indicators_added AFTER INSERT ON indicators BEGIN
  INSERT INTO indicators_fts (rowid, level3, value) VALUES (new.id, new.level3, new.value);
END;
CREATE TRIGGER indicators_deleted AFTER DELETE ON indicators BEGIN
  INSERT INTO indicators_fts (indicators_fts, rowid, level3, value) VALUES ('delete', old.id, old.level3, old.value);
END;

CREATE VIRTUAL TABLE statements_fts USING fts5 (
  subject, quote, content="statements", content_rowid="id", tokenize = 'trigram');
CREATE TRIGGER statements_added AFTER INSERT ON statements BEGIN
  INSERT INTO statements_fts (rowid, subject, quote) VALUES (new.id, new.subject, new.quote);
END;
CREATE TRIGGER statements_deleted AFTER DELETE ON statements BEGIN
  INSERT INTO statements_fts (statements_fts, rowid, subject, quote)
    VALUES ('delete', old.id, old.subject, old.quote);
END;

-- Views that answer the usual questions.

-- The long form, as `extract facts` writes it.
CREATE VIEW fact_lines AS
SELECT f.id, f.series, d.sha256 AS document, d.file, d.organization, d.level AS scope, d.fiscal_year AS year,
       d.kind AS document_kind, f.phase, t.position AS table_index, t.kind AS table_kind, t.title AS table_title,
       r.position AS row_index, r.role, f.leaf, f.total_index, f.adds_up,
       f.side, f.fund, f.group_name, r.scheme, r.code, r.name,
       f.level1_code, f.level1_name, f.level2_code, f.level2_name, f.level3_code, f.level3_name,
       f.measure, f.yuan, f.fen, f.text, t.unit, f.page, f.x0, f.y0, f.x1, f.y1
FROM facts f
JOIN rows r ON r.id = f.row_id
JOIN tables t ON t.id = r.table_id
JOIN documents d ON d.id = f.document_id;

-- What a document as a whole takes in and spends: the sum lines of its summary.
CREATE VIEW totals AS
SELECT organization, scope, year, document_kind, phase, side, name, measure, yuan, fen, page, file
FROM fact_lines
WHERE table_kind = 'budget_summary' AND role = 'total';

-- Expenditure by function: every code of the table of expenditure, its total, basic and project parts.
CREATE VIEW spending_by_function AS
SELECT organization, scope, year, document_kind, phase, group_name, code, name, leaf,
       level1_code, level1_name, level2_code, level2_name, level3_code, level3_name, measure, yuan, fen, page, file
FROM fact_lines
WHERE table_kind = 'expenditure_summary' AND scheme = 'functional' AND role = 'item';

-- Basic expenditure by economic nature: wages, goods and services ...
CREATE VIEW spending_by_economy AS
SELECT organization, scope, year, document_kind, phase, group_name, code, name, leaf,
       level1_code, level1_name, level2_code, level2_name, measure, yuan, fen, page, file
FROM fact_lines
WHERE scheme LIKE 'economy_%' AND role = 'item'
  AND table_kind IN ('general_public_basic_by_economy', 'general_public_by_economy', 'fiscal_appropriation_basic');

-- 三公: planned and, in final accounts, spent.
CREATE VIEW three_public AS
SELECT organization, scope, year, document_kind, phase, name, measure, yuan, fen, page, file
FROM fact_lines
WHERE table_kind = 'three_public';

-- How much of the budget was spent: the lines of final accounts that print both.
CREATE VIEW execution AS
SELECT d.organization, d.level AS scope, d.fiscal_year AS year, t.kind AS table_kind, f.side, r.code, r.name,
       b.yuan AS budget, f.yuan AS final, f.fen - b.fen AS difference_fen,
       round(100.0 * f.fen / nullif(b.fen, 0), 2) AS percent, f.page, d.file
FROM facts f
JOIN facts b ON b.row_id = f.row_id AND b.measure = 'budget'
JOIN rows r ON r.id = f.row_id
JOIN tables t ON t.id = r.table_id
JOIN documents d ON d.id = f.document_id
WHERE f.measure = 'final';

-- The same line one year later, of documents of the same kind.
CREATE VIEW year_on_year AS
SELECT n.organization, n.scope, n.document_kind, n.table_kind, n.side, n.group_name, n.code, n.name, n.measure,
       o.year AS old_year, n.year, o.yuan AS old_yuan, n.yuan, n.fen - o.fen AS change_fen,
       round(100.0 * (n.fen - o.fen) / nullif(abs(o.fen), 0), 2) AS change_percent, o.page AS old_page, n.page
FROM fact_lines n
JOIN fact_lines o ON o.series = n.series AND o.document_kind = n.document_kind AND o.year = n.year - 1;

-- What does not add up in the documents themselves.
CREATE VIEW differing_checks AS
SELECT d.organization, d.fiscal_year AS year, d.file, c.page, t.kind AS table_kind, t.title AS table_title, r.code, r.name,
       c.measure, c.rule, c.expected, c.actual, c.difference, c.message
FROM checks c
JOIN documents d ON d.id = c.document_id
LEFT JOIN tables t ON t.id = c.table_id
LEFT JOIN rows r ON r.id = c.row_id
WHERE c.verdict = 'differs';

-- Projects with their funds and how many targets they have.
CREATE VIEW projects AS
SELECT d.organization, d.fiscal_year AS year, f.name, f.title,
       (SELECT yuan FROM funds WHERE form_id = f.id AND scope = 'year' AND name = 'total') AS year_total,
       (SELECT yuan FROM funds WHERE form_id = f.id AND scope = 'period' AND name = 'total') AS period_total,
       (SELECT count(*) FROM indicators WHERE form_id = f.id) AS indicators, f.pages, d.file, f.id AS form_id
FROM forms f
JOIN documents d ON d.id = f.document_id
WHERE f.kind = 'project_performance';

-- Whether the leaves of a table add up to the total that they are counted in, by measure: equal, rounding (within half
-- a unit of the last printed digits) or differs, as the document prints them.
CREATE VIEW table_sums AS
SELECT t.organization, t.year, t.document_kind, t.table_index, t.table_kind, t.table_title, t.side, t.measure,
       t.fen AS total_fen, sum(l.fen) AS leaves_fen, t.fen - sum(l.fen) AS difference_fen, t.adds_up,
       count(l.id) AS leaves, t.page, t.file, t.document
FROM fact_lines t
JOIN fact_lines l ON l.document = t.document AND l.table_index = t.table_index AND l.total_index = t.row_index
                     AND l.measure = t.measure AND l.leaf
WHERE t.role = 'total' AND t.adds_up IS NOT NULL
GROUP BY t.document, t.table_index, t.row_index, t.measure;

-- The sums of the report over the table `uses`, one statement for each grouping.
--
-- They are run by SQLite over the roll-ups of the books, and by Spark and Sail over `uses` made from exported
-- records (tools/spark/report.py). So there is nothing in them that only one of these knows; and no HAVING, in which
-- Sail takes the names of results for columns.
-- :first and :last are months, YYYYMM, both included. kind 3 is a manual grant, which is no use.

-- name: total
SELECT * FROM (
    SELECT 0 AS key, SUM(uses) AS uses, SUM(units) AS units, SUM(uses - priced) AS unpriced,
        SUM(`full`) AS full_fen, SUM(charged) AS charged_fen
    FROM uses WHERE kind <> 3 AND month BETWEEN :first AND :last
) sums WHERE uses > 0;

-- name: month
SELECT * FROM (
    SELECT month AS key, SUM(uses) AS uses, SUM(units) AS units, SUM(uses - priced) AS unpriced,
        SUM(`full`) AS full_fen, SUM(charged) AS charged_fen
    FROM uses WHERE kind <> 3 AND month BETWEEN :first AND :last
    GROUP BY month
) sums WHERE uses > 0 ORDER BY key;

-- name: trade
SELECT * FROM (
    SELECT trade AS key, SUM(uses) AS uses, SUM(units) AS units, SUM(uses - priced) AS unpriced,
        SUM(`full`) AS full_fen, SUM(charged) AS charged_fen
    FROM uses WHERE kind <> 3 AND month BETWEEN :first AND :last
    GROUP BY trade
) sums WHERE uses > 0 ORDER BY key;

-- name: merchant
SELECT * FROM (
    SELECT merchant AS key, SUM(uses) AS uses, SUM(units) AS units, SUM(uses - priced) AS unpriced,
        SUM(`full`) AS full_fen, SUM(charged) AS charged_fen
    FROM uses WHERE kind <> 3 AND month BETWEEN :first AND :last
    GROUP BY merchant
) sums WHERE uses > 0 ORDER BY key;

-- name: category
SELECT * FROM (
    SELECT bits.number AS key, SUM(uses) AS uses, SUM(units) AS units, SUM(uses - priced) AS unpriced,
        SUM(`full`) AS full_fen, SUM(charged) AS charged_fen
    FROM uses JOIN (
        SELECT 0 AS number, 1 AS bit UNION ALL SELECT 1, 2 UNION ALL SELECT 2, 4 UNION ALL SELECT 3, 8
        UNION ALL SELECT 4, 16 UNION ALL SELECT 5, 32 UNION ALL SELECT 6, 64 UNION ALL SELECT 7, 128
        UNION ALL SELECT 8, 256 UNION ALL SELECT 9, 512 UNION ALL SELECT 10, 1024 UNION ALL SELECT 11, 2048
        UNION ALL SELECT 12, 4096 UNION ALL SELECT 13, 8192 UNION ALL SELECT 14, 16384 UNION ALL SELECT 15, 32768
        UNION ALL SELECT 16, 65536 UNION ALL SELECT 17, 131072 UNION ALL SELECT 18, 262144
        UNION ALL SELECT 19, 524288 UNION ALL SELECT 20, 1048576 UNION ALL SELECT 21, 2097152
        UNION ALL SELECT 22, 4194304 UNION ALL SELECT 23, 8388608 UNION ALL SELECT 24, 16777216
        UNION ALL SELECT 25, 33554432 UNION ALL SELECT 26, 67108864 UNION ALL SELECT 27, 134217728
        UNION ALL SELECT 28, 268435456 UNION ALL SELECT 29, 536870912 UNION ALL SELECT 30, 1073741824
        UNION ALL SELECT 31, 2147483648
    ) bits ON (uses.categories & bits.bit) <> 0
    WHERE kind <> 3 AND month BETWEEN :first AND :last
    GROUP BY bits.number
) sums WHERE uses > 0 ORDER BY key;

-- name: district
SELECT * FROM (
    SELECT region AS key, SUM(uses) AS uses, SUM(units) AS units, SUM(uses - priced) AS unpriced,
        SUM(`full`) AS full_fen, SUM(charged) AS charged_fen
    FROM uses WHERE kind <> 3 AND month BETWEEN :first AND :last
    GROUP BY region
) sums WHERE uses > 0 ORDER BY key;

-- name: benefit
SELECT * FROM (
    SELECT benefit AS key, SUM(uses) AS uses, SUM(units) AS units, SUM(uses - priced) AS unpriced,
        SUM(`full`) AS full_fen, SUM(charged) AS charged_fen
    FROM uses WHERE kind <> 3 AND month BETWEEN :first AND :last
    GROUP BY benefit
) sums WHERE uses > 0 ORDER BY key;

-- name: manual
SELECT * FROM (
    SELECT 0 AS key, SUM(uses) AS uses, SUM(units) AS units, SUM(uses - priced) AS unpriced,
        SUM(`full`) AS full_fen, SUM(charged) AS charged_fen
    FROM uses WHERE kind = 3 AND month BETWEEN :first AND :last
) sums WHERE uses > 0;

-- name: undone
SELECT * FROM (
    SELECT 0 AS key, SUM(undone) AS uses, 0 AS units, 0 AS unpriced, 0 AS full_fen, 0 AS charged_fen
    FROM uses WHERE month BETWEEN :first AND :last
) sums WHERE uses > 0;

//! Grants as a Parquet file: an explicit schema that every reader of Parquet takes.
//!
//! No unsigned types, times in microseconds UTC, amounts as BIGINT in fen. What a terminal, holder or merchant is
//! called is not in it.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::column::writer::ColumnWriterImpl;
use parquet::data_type::{BoolType, DataType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

/// The columns. Year and month are in the names of the folders.
const SCHEMA: &str = "message grants {
    REQUIRED INT64 time (TIMESTAMP(MICROS, true));
    REQUIRED INT64 journal;
    REQUIRED INT64 number;
    REQUIRED INT32 kind;
    OPTIONAL INT64 issuer;
    OPTIONAL INT64 holder;
    REQUIRED INT64 merchant;
    REQUIRED INT64 branch;
    REQUIRED INT32 region;
    REQUIRED INT64 trade;
    REQUIRED INT64 benefit;
    REQUIRED INT64 edition;
    REQUIRED INT64 categories;
    REQUIRED INT32 units;
    OPTIONAL INT64 full_fen;
    OPTIONAL INT64 charged_fen;
    REQUIRED BOOLEAN undone;
}";

/// Rows of a row group, which is held in memory: about 30 MB.
const GROUP_ROWS: usize = 1 << 18;

/// One grant, or manual grant, with what the bureau knows of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct GrantRow {
    /// Microseconds since 1970-01-01T00:00:00Z.
    pub(super) time: i64,
    /// The journal in these books, and the number of the record in it: together they name the record.
    pub(super) journal: u32,
    pub(super) number: u32,
    /// 1 card, 2 phone, 3 manual.
    pub(super) kind: u8,
    /// Issuer and number of the holder.
    pub(super) holder: Option<(u32, u32)>,
    pub(super) merchant: u32,
    pub(super) branch: u32,
    pub(super) region: u32,
    pub(super) trade: u32,
    pub(super) benefit: u32,
    pub(super) edition: u32,
    pub(super) categories: u32,
    pub(super) units: u16,
    /// Price and what was charged, in fen.
    pub(super) price: Option<(u64, u64)>,
    pub(super) undone: bool,
}

/// A file in the making.
pub(super) struct GrantFile<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    pending: Vec<GrantRow>,
}

impl<W: Write + Send> GrantFile<W> {
    pub(super) fn begin(out: W) -> Result<Self, ParquetError> {
        let schema = Arc::new(parse_message_type(SCHEMA)?);
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            // The same rows make the same bytes, whichever version wrote them.
            .set_created_by("laobingma".to_owned())
            .build();
        Ok(Self {
            writer: SerializedFileWriter::new(out, schema, Arc::new(properties))?,
            pending: Vec::new(),
        })
    }

    pub(super) fn push(&mut self, row: GrantRow) -> Result<(), ParquetError> {
        self.pending.push(row);
        if self.pending.len() >= GROUP_ROWS {
            self.write_group()?;
        }
        Ok(())
    }

    /// Writes the end of the file, and gives back where it went.
    pub(super) fn finish(mut self) -> Result<W, ParquetError> {
        if !self.pending.is_empty() {
            self.write_group()?;
        }
        self.writer.into_inner()
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let rows = std::mem::take(&mut self.pending);
        let mut group = self.writer.next_row_group()?;
        let out = &mut group;
        let long = |of: fn(&GrantRow) -> u32| {
            let all = rows.iter().map(move |row| i64::from(of(row)));
            all.collect::<Vec<i64>>()
        };
        required::<Int64Type, _>(out, &rows.iter().map(|row| row.time).collect::<Vec<_>>())?;
        required::<Int64Type, _>(out, &long(|row| row.journal))?;
        required::<Int64Type, _>(out, &long(|row| row.number))?;
        required::<Int32Type, _>(
            out,
            &rows
                .iter()
                .map(|row| i32::from(row.kind))
                .collect::<Vec<_>>(),
        )?;
        optional(
            out,
            rows.iter()
                .map(|row| row.holder.map(|(issuer, _)| i64::from(issuer))),
        )?;
        optional(
            out,
            rows.iter()
                .map(|row| row.holder.map(|(_, number)| i64::from(number))),
        )?;
        required::<Int64Type, _>(out, &long(|row| row.merchant))?;
        required::<Int64Type, _>(out, &long(|row| row.branch))?;
        // Six digits.
        let region = |row: &GrantRow| i32::try_from(row.region).unwrap_or(0);
        required::<Int32Type, _>(out, &rows.iter().map(region).collect::<Vec<_>>())?;
        required::<Int64Type, _>(out, &long(|row| row.trade))?;
        required::<Int64Type, _>(out, &long(|row| row.benefit))?;
        required::<Int64Type, _>(out, &long(|row| row.edition))?;
        required::<Int64Type, _>(out, &long(|row| row.categories))?;
        required::<Int32Type, _>(
            out,
            &rows
                .iter()
                .map(|row| i32::from(row.units))
                .collect::<Vec<_>>(),
        )?;
        optional(
            out,
            rows.iter().map(|row| row.price.map(|(full, _)| fen(full))),
        )?;
        optional(
            out,
            rows.iter()
                .map(|row| row.price.map(|(_, charged)| fen(charged))),
        )?;
        required::<BoolType, _>(out, &rows.iter().map(|row| row.undone).collect::<Vec<_>>())?;
        group.close()?;
        // The memory serves the next group.
        self.pending = rows;
        self.pending.clear();
        Ok(())
    }
}

/// A record has at most 40 bits of fen.
fn fen(amount: u64) -> i64 {
    i64::try_from(amount).unwrap_or(i64::MAX)
}

fn required<T, W>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &[T::T],
) -> Result<(), ParquetError>
where
    T: DataType,
    W: Write + Send,
{
    column::<T, W>(group, |column| column.write_batch(values, None, None))
}

fn optional<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: impl Iterator<Item = Option<i64>> + Clone,
) -> Result<(), ParquetError> {
    let levels: Vec<i16> = values
        .clone()
        .map(|value| i16::from(value.is_some()))
        .collect();
    let present: Vec<i64> = values.flatten().collect();
    column::<Int64Type, W>(group, |column| {
        column.write_batch(&present, Some(&levels), None)
    })
}

/// Writes the next column of the schema.
fn column<T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    write: impl FnOnce(&mut ColumnWriterImpl<'_, T>) -> Result<usize, ParquetError>,
) -> Result<(), ParquetError> {
    let Some(mut column) = group.next_column()? else {
        return Err(ParquetError::General(
            "more columns than the schema has".to_owned(),
        ));
    };
    write(column.typed::<T>())?;
    column.close()
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;
    use parquet::basic::{LogicalType, Type};
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    fn row(number: u32) -> GrantRow {
        GrantRow {
            time: 1_798_732_800_000_000 + i64::from(number),
            journal: 3,
            number,
            kind: 1,
            holder: Some((42_120_001, u32::MAX)),
            merchant: u32::MAX,
            branch: 2,
            region: 421_202,
            trade: 14,
            benefit: 7,
            edition: 5,
            categories: 1 << 31,
            units: 1_000,
            price: Some((100_000_000_000, 99_999_999_999)),
            undone: false,
        }
    }

    fn file(rows: &[GrantRow]) -> SerializedFileReader<File> {
        let mut file = GrantFile::begin(tempfile::tempfile().unwrap()).unwrap();
        for row in rows {
            file.push(*row).unwrap();
        }
        SerializedFileReader::new(file.finish().unwrap()).unwrap()
    }

    #[test]
    fn what_is_written_is_read_back_by_the_reader_of_the_library() {
        let manual = GrantRow {
            kind: 3,
            holder: None,
            price: None,
            undone: true,
            ..row(2)
        };
        let reader = file(&[row(1), manual]);
        let rows: Vec<_> = reader
            .get_row_iter(None)
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let column = |at: usize, name: &str| {
            let found = rows[at].get_column_iter().find(|(known, _)| *known == name);
            found.unwrap().1.clone()
        };
        assert_eq!(rows.len(), 2);
        assert_eq!(
            column(0, "time"),
            Field::TimestampMicros(1_798_732_800_000_001)
        );
        assert_eq!(column(0, "holder"), Field::Long(i64::from(u32::MAX)));
        assert_eq!(column(0, "categories"), Field::Long(1 << 31));
        assert_eq!(column(0, "full_fen"), Field::Long(100_000_000_000));
        assert_eq!(column(0, "charged_fen"), Field::Long(99_999_999_999));
        assert_eq!(column(1, "holder"), Field::Null);
        assert_eq!(column(1, "full_fen"), Field::Null);
        assert_eq!(column(1, "undone"), Field::Bool(true));
        assert_eq!(column(1, "kind"), Field::Int(3));
    }

    #[test]
    fn no_column_is_unsigned_and_times_are_microseconds_utc() {
        let reader = file(&[]);
        assert_eq!(reader.metadata().num_row_groups(), 0);
        let schema = reader.metadata().file_metadata().schema_descr();
        for column in schema.columns() {
            match column.logical_type_ref() {
                None => assert_ne!(column.physical_type(), Type::INT96),
                Some(LogicalType::Timestamp(time)) => {
                    assert_eq!(column.name(), "time");
                    assert!(time.is_adjusted_to_u_t_c);
                }
                Some(other) => panic!("{}: {other:?}", column.name()),
            }
        }
    }
}

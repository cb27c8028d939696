//! What a test sees of the store and of the index without the program's help.

use std::path::PathBuf;

use chrono::NaiveDate;
use search_index::IndexReader;
use server::index_folder::IndexFolder;
use server::store::{Db, Tx};

/// Reads the store and the index; changes nothing unless it is told to tamper.
#[derive(Debug)]
pub struct Look {
    db: Db,
    data_folder: PathBuf,
    day: NaiveDate,
}

impl Look {
    pub(super) async fn connect(url: &str, data_folder: PathBuf, day: NaiveDate) -> Self {
        Self { db: Db::connect(url).await.unwrap(), data_folder, day }
    }

    /// A transaction that reads.
    pub async fn tx(&self) -> Tx {
        self.db.read().await.unwrap()
    }

    /// The one number that a statement answers.
    pub async fn number(&self, sql: &'static str) -> i64 {
        let (number,): (i64,) = self.tx().await.query(sql).one().await.unwrap();
        number
    }

    /// The column of texts that a statement answers.
    pub async fn texts(&self, sql: &'static str) -> Vec<String> {
        let rows: Vec<(String,)> = self.tx().await.query(sql).all().await.unwrap();
        rows.into_iter().map(|(text,)| text).collect()
    }

    /// The public identifier of the decision with that document number.
    pub async fn decision_id(&self, document_number: &str) -> String {
        let mut tx = self.tx().await;
        let query = tx.query("select public_id from decision where document_number = $1");
        let (id,): (String,) = query.bind(document_number.to_owned()).one().await.unwrap();
        id
    }

    /// The rows that unfinished batches have put into the record; -1 if there is no such batch.
    pub async fn applied_rows(&self) -> i64 {
        self.number("select coalesce(max(applied_rows), -1) from import_batch where state = 'applying'").await
    }

    /// How the rows of each batch ended, oldest batch first: kind, rows, then as in an import's last line.
    pub async fn batches(&self) -> Vec<(String, i64, [i64; 5])> {
        let rows: Vec<(String, i64, i64, i64, i64, i64, i64)> = self
            .tx()
            .await
            .query(
                "select kind, staged_rows, accepted, warned, duplicate, incomplete, quarantined from import_batch
                  order by received_at, id",
            )
            .all()
            .await
            .unwrap();
        rows.into_iter().map(|(kind, rows, a, w, d, i, q)| (kind, rows, [a, w, d, i, q])).collect()
    }

    /// The record in an order that does not depend on how it came about: everything but times and random identifiers.
    pub async fn record(&self) -> Vec<String> {
        let mut record = self
            .texts(
                "select kind || ' ' || document_key || ' ' || content_hash || ' ' || state || ' ' ||
                    cast((select count(*) from decision_party where decision_id = decision.id) as text)
                   from decision",
            )
            .await;
        record.extend(self.texts("select natural_key || ' ' || content_hash from entity").await);
        record.extend(self.texts("select natural_key || ' ' || content_hash from authority").await);
        record.sort_unstable();
        record
    }

    /// How many documents the current index holds. Opening it checks every file against its checksum.
    pub fn indexed_documents(&self) -> i64 {
        let folder = IndexFolder::open(&self.data_folder).unwrap().current().unwrap();
        i64::try_from(IndexReader::open(&folder).unwrap().document_count()).unwrap()
    }

    /// How many records the public may find: what the index must hold.
    pub async fn public_records(&self) -> i64 {
        let mut tx = self.tx().await;
        let query = tx.query(
            "select (select count(*) from entity) + (select count(*) from decision
              where state = 'published' and (public_until is null or public_until >= $1))",
        );
        let (count,): (i64,) = query.bind(self.day).one().await.unwrap();
        count
    }

    /// Checks that nothing is lost, doubled or left over: ledger, record, batches, index.
    pub async fn assert_whole(&self) {
        self.assert_ledger_without_gaps().await;
        self.assert_no_doubles().await;
        let unfinished = self
            .texts(
                "select file_name || ' ' || state from import_batch where state <> 'done'
                  or staged_rows <> applied_rows
                  or staged_rows <> accepted + warned + duplicate + incomplete + quarantined",
            )
            .await;
        assert_eq!(unfinished, [""; 0], "batches that are not done or do not add up");
        assert_eq!(self.indexed_documents(), self.public_records().await, "index and store disagree");
    }

    async fn assert_ledger_without_gaps(&self) {
        let head = self.number("select number from ledger_head").await;
        let (count, first, last): (i64, i64, i64) = self
            .tx()
            .await
            .query("select count(*), coalesce(min(number), 1), coalesce(max(number), 0) from ledger")
            .one()
            .await
            .unwrap();
        assert_eq!((count, first, last), (head, 1, head), "the ledger has gaps");
    }

    async fn assert_no_doubles(&self) {
        let wrong = [
            ("parties twice", "select count(*) - count(distinct natural_key) from decision_party"),
            ("entities twice", "select count(*) - count(distinct natural_key) from entity"),
            (
                "decisions without a party",
                "select count(*) from decision d
                  where not exists (select 1 from decision_party p where p.decision_id = d.id)",
            ),
            (
                "decisions whose present version the ledger does not know",
                "select count(*) from decision d where d.state = 'published' and d.version is distinct from
                  (select max(l.version) from ledger l where l.record_id = d.id)",
            ),
            (
                "entities whose present version the ledger does not know",
                "select count(*) from entity e where e.version is distinct from
                  (select max(l.version) from ledger l where l.record_id = e.id)",
            ),
            (
                "versions that the ledger has twice",
                "select count(*) from (select record_id from ledger where action <> 'ended'
                  group by record_id, version having count(*) > 1) twice",
            ),
        ];
        for (what, sql) in wrong {
            assert_eq!(self.number(sql).await, 0, "{what}");
        }
    }

    /// Changes something behind the program's back.
    pub async fn tamper(&self, sql: &'static str) {
        let mut tx = self.db.write().await.unwrap();
        tx.query(sql).execute().await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Lets go of the data base.
    pub async fn close(self) {
        self.db.close().await;
    }
}

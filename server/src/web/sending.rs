//! Bodies that are written while they are read: in bounded memory, and broken off where they fail, so that no part is
//! taken for the whole.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use tokio::io::{AsyncRead, AsyncWriteExt as _, DuplexStream, ReadBuf};
use tokio::task::JoinHandle;
use tokio_util::io::ReaderStream;

/// Bytes that wait for the reader.
const WAITING: usize = 64 << 10;
/// How long a reader may take nothing: after that others get the place.
const PATIENCE: Duration = Duration::from_mins(1);

/// The end of a body that is written to.
#[derive(Debug)]
pub(crate) struct Pipe {
    end: DuplexStream,
    patience: Duration,
}

impl Pipe {
    /// Writes; waits while the reader is slow, and fails when it is gone or takes nothing for a minute.
    pub(crate) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        for part in bytes.chunks(WAITING) {
            tokio::time::timeout(self.patience, self.end.write_all(part)).await??;
        }
        Ok(())
    }
}

/// A body of what `write` writes. It is broken off if that fails, or once `goes_on` is false.
pub(crate) fn body<W>(goes_on: impl Fn() -> bool + Send + 'static, write: impl FnOnce(Pipe) -> W) -> Body
where
    W: Future<Output = io::Result<()>> + Send + 'static,
{
    let (reader, end) = tokio::io::duplex(WAITING);
    let writing = tokio::spawn(write(Pipe { end, patience: PATIENCE }));
    Body::from_stream(ReaderStream::with_capacity(
        Sent { reader, writing, goes_on: Box::new(goes_on) },
        WAITING,
    ))
}

/// The end of a body that is read from.
struct Sent {
    reader: DuplexStream,
    writing: JoinHandle<io::Result<()>>,
    goes_on: Box<dyn Fn() -> bool + Send>,
}

impl AsyncRead for Sent {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // Here and not at the other end: what waits in between must not go out either.
        if !(self.goes_on)() {
            return Poll::Ready(Err(io::Error::other("it is not on offer any more")));
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.reader).poll_read(context, buffer))?;
        if buffer.filled().len() > before {
            return Poll::Ready(Ok(()));
        }
        // The other end has let go: it is done, or it failed.
        let written = ready!(Pin::new(&mut self.writing).poll(context)).map_err(io::Error::other);
        Poll::Ready(written.flatten().inspect_err(|error| tracing::warn!(%error, "an answer was broken off")))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use axum::body::to_bytes;

    use super::*;

    #[tokio::test]
    async fn a_body_is_what_was_written() {
        let long = vec![7; 3 * WAITING + 5];
        let own = long.clone();
        let body = body(|| true, |mut pipe| async move { pipe.write(&own).await });
        assert_eq!(to_bytes(body, usize::MAX).await.unwrap(), long);
    }

    #[tokio::test]
    async fn a_body_that_fails_does_not_look_whole() {
        let body = body(
            || true,
            |mut pipe| async move {
                pipe.write(b"half").await?;
                Err(io::Error::other("the store failed"))
            },
        );
        assert!(to_bytes(body, usize::MAX).await.is_err());
    }

    #[tokio::test]
    async fn a_body_that_may_not_go_on_stops_although_all_is_written() {
        let may = Arc::new(AtomicBool::new(false));
        let own = Arc::clone(&may);
        let stopped =
            body(move || own.load(Ordering::Acquire), |mut pipe| async move { pipe.write(b"all").await });
        assert!(to_bytes(stopped, usize::MAX).await.is_err());
    }

    #[tokio::test]
    async fn whoever_takes_nothing_for_long_gives_up_its_place() {
        let (_reader, end) = tokio::io::duplex(WAITING);
        let mut pipe = Pipe { end, patience: Duration::ZERO };
        let failed = pipe.write(&vec![0; 2 * WAITING]).await.unwrap_err();
        assert_eq!(failed.kind(), io::ErrorKind::TimedOut);
    }
}

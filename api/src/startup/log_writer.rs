//! Where the lines of the log go: to a thread that writes them, so that nobody else waits for whoever reads them. When too
//! many wait, further lines are dropped and counted, and the log says how many as soon as it is read again.

use std::{
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::Duration,
};
use tracing_subscriber::fmt::MakeWriter;

/// Bytes that may wait: some thousand lines.
const WAITING_MAX: usize = 1_024 * 1_024;
/// The longest that the end of the program waits for the last lines.
const FINISH_TIMEOUT: Duration = Duration::from_secs(1);

/// Takes lines and never waits. A clone is the same.
#[derive(Clone)]
pub struct LogWriter {
    lines: Sender<Message>,
    count: Arc<Count>,
}

enum Message {
    Line(Vec<u8>),
    /// Answered when everything before it was written.
    Finish(Sender<()>),
}

#[derive(Default)]
struct Count {
    waiting: AtomicUsize,
    dropped: AtomicU64,
}

impl LogWriter {
    /// Starts the thread that writes to this.
    pub fn start(to: impl Write + Send + 'static) -> io::Result<Self> {
        let (lines, queue) = mpsc::channel();
        let count = Arc::<Count>::default();
        let counted = Arc::clone(&count);
        let thread = thread::Builder::new().name("log".to_owned());
        thread.spawn(move || write_all(&queue, to, &counted))?;
        Ok(Self { lines, count })
    }

    /// Waits until what was logged is written, but not for long: there may be nobody who reads it.
    pub fn finish(&self) {
        let (done, is_done) = mpsc::channel();
        if self.lines.send(Message::Finish(done)).is_ok() {
            // Lines that nobody takes in that time are lost.
            let _ = is_done.recv_timeout(FINISH_TIMEOUT);
        }
    }
}

/// Writes what was logged before it is dropped. Whoever starts the log holds it until the program ends.
#[must_use]
pub struct LastLines(LogWriter);

impl From<LogWriter> for LastLines {
    fn from(log: LogWriter) -> Self {
        Self(log)
    }
}

impl Drop for LastLines {
    fn drop(&mut self) {
        self.0.finish();
    }
}

impl Write for LogWriter {
    /// Takes a whole line, or drops it. Neither is an error: whoever logs could do nothing about it.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let before = self.count.waiting.fetch_add(line.len(), Ordering::Relaxed);
        let has_room = before + line.len() <= WAITING_MAX;
        if !has_room || self.lines.send(Message::Line(line.to_vec())).is_err() {
            self.count.waiting.fetch_sub(line.len(), Ordering::Relaxed);
            self.count.dropped.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for LogWriter {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Writes for as long as anybody logs.
fn write_all(queue: &Receiver<Message>, mut to: impl Write, count: &Count) {
    for message in queue {
        match message {
            Message::Line(line) => {
                // A log that cannot be written at all has nowhere to say so.
                let _ = to.write_all(&line).and_then(|()| to.flush());
                count.waiting.fetch_sub(line.len(), Ordering::Relaxed);
                tell_dropped(count);
            }
            // Whoever asked may have stopped waiting.
            Message::Finish(done) => drop(done.send(())),
        }
    }
}

/// Says how many lines were dropped, as another line of the log.
fn tell_dropped(count: &Count) {
    let dropped = count.dropped.swap(0, Ordering::Relaxed);
    if dropped > 0 {
        tracing::warn!(
            dropped,
            "lines of the log were dropped: nobody read it fast enough"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::{LogWriter, WAITING_MAX};
    use std::{
        io::{self, Write},
        sync::{
            Arc, Mutex,
            atomic::Ordering,
            mpsc::{self, Receiver},
        },
    };

    /// A pipe that takes nothing until its reader comes.
    struct Pipe {
        reader: Option<Receiver<()>>,
        taken: Arc<Mutex<Vec<u8>>>,
    }

    impl Write for Pipe {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if let Some(reader) = self.reader.take() {
                reader.recv().unwrap();
            }
            self.taken.lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_log_that_nobody_reads_keeps_nobody_waiting_and_counts_what_it_drops() {
        let (come, reader) = mpsc::channel();
        let taken = Arc::<Mutex<Vec<u8>>>::default();
        let pipe = Pipe {
            reader: Some(reader),
            taken: Arc::clone(&taken),
        };
        let mut log = LogWriter::start(pipe).unwrap();
        let line = [b'x'; 1_023]
            .into_iter()
            .chain([b'\n'])
            .collect::<Vec<u8>>();
        let fitting = WAITING_MAX / line.len();
        // Without an end: this returns only because none of them waits.
        for _ in 0..fitting + 7 {
            log.write_all(&line).unwrap();
        }
        assert_eq!(log.count.dropped.load(Ordering::Relaxed), 7);
        assert_eq!(log.count.waiting.load(Ordering::Relaxed), WAITING_MAX);
        come.send(()).unwrap();
        log.finish();
        assert_eq!(taken.lock().unwrap().len(), WAITING_MAX);
        assert_eq!(log.count.waiting.load(Ordering::Relaxed), 0);
        assert_eq!(log.count.dropped.load(Ordering::Relaxed), 0, "it was told");
        log.write_all(&line).unwrap();
        log.finish();
        assert_eq!(taken.lock().unwrap().len(), WAITING_MAX + line.len());
    }
}

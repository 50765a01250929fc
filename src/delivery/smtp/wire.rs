//! Lines to a mail server and its answers: nothing is waited for without an end, and nothing is read without a limit.

use rustls::{ClientConfig, ClientConnection, StreamOwned, pki_types::ServerName};
use std::{
    io::{self, ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream, ToSocketAddrs},
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

/// Most bytes of one line of an answer; RFC 5321 allows 512.
const MOST_BYTES_OF_LINE: usize = 4_000;
/// Most lines of one answer.
const MOST_LINES: usize = 100;

/// What a server answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Reply {
    /// 200 to 599.
    pub(super) code: u16,
    /// Its lines without their codes.
    pub(super) lines: Vec<String>,
}

impl Reply {
    /// Yes.
    pub(super) fn is_done(&self) -> bool {
        self.code / 100 == 2
    }

    /// Not now.
    pub(super) fn is_for_later(&self) -> bool {
        self.code / 100 == 4
    }

    /// Never.
    pub(super) fn is_refusal(&self) -> bool {
        self.code / 100 == 5
    }

    /// The words on one line.
    pub(super) fn words(&self) -> String {
        self.lines.join(" ")
    }
}

/// A connection, encrypted or not.
pub(super) struct Wire {
    stream: Stream,
    /// Received, and not yet taken as an answer.
    received: Vec<u8>,
    /// When the whole session is over.
    session_ends: Instant,
}

enum Stream {
    Plain(Timed),
    Tls(Box<StreamOwned<ClientConnection, Timed>>),
    /// Between the two, and after a failure there.
    Closed,
}

impl Wire {
    /// Connects to `server:port` within `wait`.
    pub(super) fn connect(place: &str, wait: Duration, session: Duration) -> io::Result<Wire> {
        let now = Instant::now();
        let ends = now + wait;
        let mut last = io::Error::new(ErrorKind::NotFound, "its name has no address");
        for address in addresses(place, wait)? {
            let left = ends.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(took_too_long());
            }
            match TcpStream::connect_timeout(&address, left) {
                Ok(stream) => {
                    let stream = Stream::Plain(Timed { stream, ends });
                    return Ok(Wire { stream, received: Vec::new(), session_ends: now + session });
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Is the session over by the clock?
    pub(super) fn is_over(&self) -> bool {
        Instant::now() >= self.session_ends
    }

    /// Everything until the next call of this has to be done within `wait`.
    pub(super) fn allow(&mut self, wait: Duration) {
        let ends = (Instant::now() + wait).min(self.session_ends);
        match &mut self.stream {
            Stream::Plain(timed) => timed.ends = ends,
            Stream::Tls(tls) => tls.sock.ends = ends,
            Stream::Closed => {}
        }
    }

    /// Encrypts what follows. Errors: the server has already said something that belongs to what follows, or cannot
    /// prove who it is.
    pub(super) fn encrypt(&mut self, config: Arc<ClientConfig>, server: &str) -> io::Result<()> {
        if !self.received.is_empty() {
            // Sent in the clear, it would be taken for an answer inside TLS: anybody on the way could have said it.
            self.stream = Stream::Closed;
            return Err(invalid("it went on in the clear after it had agreed to TLS"));
        }
        let Stream::Plain(timed) = std::mem::replace(&mut self.stream, Stream::Closed) else {
            return Err(invalid("the connection is encrypted already"));
        };
        let name = ServerName::try_from(server.to_owned()).map_err(|_| invalid("its name can be in no certificate"))?;
        let connection = ClientConnection::new(config, name).map_err(io::Error::other)?;
        let mut tls = StreamOwned::new(connection, timed);
        while tls.conn.is_handshaking() {
            tls.conn.complete_io(&mut tls.sock)?;
        }
        self.stream = Stream::Tls(Box::new(tls));
        Ok(())
    }

    /// Says a line.
    pub(super) fn say(&mut self, line: &str) -> io::Result<()> {
        self.expect_silence()?;
        self.write(format!("{line}\r\n").as_bytes())
    }

    /// Hands over a text.
    pub(super) fn hand_over(&mut self, text: &[u8]) -> io::Result<()> {
        self.expect_silence()?;
        self.write(text)
    }

    /// What is said before it was asked for would be taken for the answer to what is said next.
    fn expect_silence(&self) -> io::Result<()> {
        if self.received.is_empty() { Ok(()) } else { Err(invalid("it answered before it was asked")) }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let stream: &mut dyn Write = match &mut self.stream {
            Stream::Plain(timed) => timed,
            Stream::Tls(tls) => tls,
            Stream::Closed => return Err(closed()),
        };
        stream.write_all(bytes)?;
        stream.flush()
    }

    /// The next answer, whole.
    pub(super) fn reply(&mut self) -> io::Result<Reply> {
        let mut reply: Option<Reply> = None;
        for _ in 0..MOST_LINES {
            let line = self.line()?;
            let (code, is_last, text) = parts_of(&line).ok_or_else(|| invalid("it does not speak SMTP"))?;
            let reply = reply.get_or_insert_with(|| Reply { code, lines: Vec::new() });
            if reply.code != code {
                return Err(invalid("it gave two answers at once"));
            }
            reply.lines.push(text);
            if is_last {
                return Ok(reply.clone());
            }
        }
        Err(invalid("its answer does not end"))
    }

    fn line(&mut self) -> io::Result<Vec<u8>> {
        loop {
            if let Some(end) = self.received.iter().position(|byte| *byte == b'\n') {
                let rest = self.received.split_off(end + 1);
                return Ok(std::mem::replace(&mut self.received, rest));
            }
            if self.received.len() > MOST_BYTES_OF_LINE {
                return Err(invalid("a line of its answer does not end"));
            }
            let mut more = [0; 1_024];
            let stream: &mut dyn Read = match &mut self.stream {
                Stream::Plain(timed) => timed,
                Stream::Tls(tls) => tls,
                Stream::Closed => return Err(closed()),
            };
            match stream.read(&mut more) {
                Ok(0) => return Err(closed()),
                Ok(count) => self.received.extend_from_slice(&more[..count]),
                // Closed without a goodbye of TLS.
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Err(closed()),
                Err(error) => return Err(error),
            }
        }
    }
}

/// `250-SIZE 5000` → 250, more follows, `SIZE 5000`.
fn parts_of(line: &[u8]) -> Option<(u16, bool, String)> {
    let text = String::from_utf8_lossy(line);
    let text = text.trim_end_matches(['\r', '\n']);
    let (code, rest) = text.split_at_checked(3)?;
    let number: u16 = code.parse().ok().filter(|number| (200..600).contains(number))?;
    let is_number = code.bytes().all(|digit| digit.is_ascii_digit());
    let is_last = match rest.as_bytes().first() {
        None | Some(b' ') => true,
        Some(b'-') => false,
        Some(_) => return None,
    };
    is_number.then(|| (number, is_last, rest.get(1..).unwrap_or_default().trim().to_owned()))
}

/// Where a server is. The system may ask for a long time; it is not waited for longer than this.
fn addresses(place: &str, wait: Duration) -> io::Result<Vec<SocketAddr>> {
    let (found, answer) = mpsc::channel();
    let place = place.to_owned();
    thread::spawn(move || {
        let _ = found.send(place.to_socket_addrs().map(Iterator::collect));
    });
    answer.recv_timeout(wait).map_err(|_| took_too_long())?
}

/// A connection whose every step has to be done before a moment: a server that sends a byte now and then gains nothing.
struct Timed {
    stream: TcpStream,
    ends: Instant,
}

impl Timed {
    fn left(&self) -> io::Result<Option<Duration>> {
        let left = self.ends.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(took_too_long()) } else { Ok(Some(left)) }
    }
}

impl Read for Timed {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(self.left()?)?;
        self.stream.read(bytes).map_err(in_words)
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(self.left()?)?;
        self.stream.write(bytes).map_err(in_words)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// Systems say "would block" of a wait that is over.
fn in_words(error: io::Error) -> io::Error {
    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) { took_too_long() } else { error }
}

fn took_too_long() -> io::Error {
    io::Error::new(ErrorKind::TimedOut, "it took too long")
}

fn closed() -> io::Error {
    io::Error::new(ErrorKind::UnexpectedEof, "it closed the connection")
}

fn invalid(why: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        /// Whatever a server says is an answer of known code, or none.
        #[test]
        fn any_line_is_an_answer_or_none(line in proptest::collection::vec(0_u8..=255, 0..40), code in 0_u16..1_100) {
            let said = [code.to_string().as_bytes(), &line].concat();
            for line in [&line, &said] {
                if let Some((code, _, text)) = parts_of(line) {
                    assert!((200..600).contains(&code) && text.len() <= 3 * line.len());
                }
            }
        }
    }

    #[test]
    fn lines_of_answers_are_told_from_nonsense() {
        assert_eq!(parts_of(b"250-SIZE 5000\r\n"), Some((250, false, "SIZE 5000".to_owned())));
        assert_eq!(parts_of(b"354\r\n"), Some((354, true, String::new())));
        for nonsense in [&b"HTTP/1.1 200 OK"[..], b"25", b"+50 ok", b"250_ok", b"150 wait", b"999 no", b"2\xFF0 ok"] {
            assert_eq!(parts_of(nonsense), None, "{nonsense:?}");
        }
    }
}

package laobingma;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A terminal: its store, its rules, and what it remembers. No network, no clock, no thread of its own.
 *
 * <p>Every method may be called from every thread. Calls on one verifier wait for one another, so it is best not called
 * from the thread that draws; {@link #readCodes(byte[], int, int, int)} needs no verifier and runs on many threads at
 * once. After {@link #close} every method throws {@link IllegalStateException}. Null is a
 * {@link NullPointerException}, what is too long or out of range an {@link IllegalArgumentException}.
 */
public final class Verifier implements AutoCloseable {
    private final AtomicLong terminal;

    private Verifier(long terminal) {
        this.terminal = new AtomicLong(terminal);
    }

    /**
     * Opens the store of a terminal.
     *
     * @throws CredentialException if there is none, or it cannot be read
     */
    public static Verifier open(String folder) throws CredentialException {
        long[] out = new long[1];
        CredentialException.check(Native.open(Native.bytes(folder), out));
        return new Verifier(out[0]);
    }

    /**
     * Makes the store of a new terminal, with the root set from the authority's own hand, and opens it. Compare the
     * thumbprints that {@link #status} gives with the authority's.
     *
     * @throws CredentialException if there is a store already, or it is no root set, or nothing can be written
     */
    public static Verifier provision(String folder, byte[] rootSet) throws CredentialException {
        long[] out = new long[1];
        CredentialException.check(Native.provision(Native.bytes(folder), Objects.requireNonNull(rootSet), out));
        return new Verifier(out[0]);
    }

    /**
     * Sets the rules of the place, as JSON: docs/c.md has them. An empty text is a shop with somebody to look, a gate is
     * {@code {"place":"gate"}}.
     *
     * @throws CredentialException if something in it is not understood; then the rules stay as they are
     */
    public void setPolicy(String json) throws CredentialException {
        CredentialException.check(Native.setPolicy(terminal.get(), Native.bytes(json)));
    }

    /**
     * Takes only proofs of phones over this challenge and the one before from now on: 16 bytes of a
     * {@link java.security.SecureRandom} that the gate shows as a code, new ones at least every 15 seconds.
     *
     * @throws CredentialException if they are too few or too many
     */
    public void expect(byte[] challenge) throws CredentialException {
        CredentialException.check(Native.expect(terminal.get(), Objects.requireNonNull(challenge)));
    }

    /**
     * Remembers the proofs of phones from now on, so that each opens once; those from before {@code now} count no more.
     * Without it every proof stays {@link Verdict.Decision#CHECK}, with the reason {@code repeat-unchecked}.
     */
    public void rememberProofs(long now) throws CredentialException {
        CredentialException.check(Native.rememberProofs(terminal.get(), seconds(now)));
    }

    /**
     * Applies an update file, or a single list. What is reported as taken is on the disk.
     *
     * @return what became of each part, as {@code verifier update --json} prints it: an array
     * @throws CredentialException if it is no update, or nothing can be written; a part that is refused is in the result
     */
    public String update(byte[] file, long now) throws CredentialException {
        byte[][] out = new byte[1][];
        CredentialException.check(
                Native.update(terminal.get(), Objects.requireNonNull(file), seconds(now), out));
        return Native.text(out[0]);
    }

    /**
     * Reads the store again if another program has changed it; cheap if none has.
     *
     * @throws CredentialException if it cannot be read now; what was read before still holds
     */
    public void reload() throws CredentialException {
        CredentialException.check(Native.reload(terminal.get()));
    }

    /**
     * Judges the text of a code that a camera has read.
     *
     * @param now seconds since 1970
     * @throws CredentialException if there is no verdict: then it is refused
     */
    public Verdict verify(String code, long now) throws CredentialException {
        return judge(code, 0, now);
    }

    /**
     * Judges a line that a scanner in keyboard mode has typed: what keyboard and input method did to it is undone.
     *
     * @param now seconds since 1970
     * @throws CredentialException if there is no verdict, also because the line has several codes: then it is refused
     */
    public Verdict verifyScanned(String line, long now) throws CredentialException {
        return judge(line, 1, now);
    }

    private Verdict judge(String code, int how, long now) throws CredentialException {
        long[] numbers = new long[8];
        byte[][] texts = new byte[4][];
        CredentialException.check(
                Native.verify(terminal.get(), Native.bytes(code), how, seconds(now), numbers, texts));
        return new Verdict(numbers, texts);
    }

    /** What the terminal holds, how old it is and what expires next, as {@code verifier status --json} prints it. */
    public String status(long now) throws CredentialException {
        byte[][] out = new byte[1][];
        CredentialException.check(Native.status(terminal.get(), seconds(now), out));
        return Native.text(out[0]);
    }

    /**
     * Finds QR codes in a grey picture and reads them; no verifier is needed.
     *
     * @param pixels {@code height} rows of {@code stride} bytes, of which the first {@code width} are pixels, 0 black;
     *     the last row may end with its pixels
     * @return the text of each code
     */
    public static List<String> readCodes(byte[] pixels, int width, int height, int stride)
            throws CredentialException {
        byte[][][] out = new byte[1][][];
        CredentialException.check(Native.readLuma(Objects.requireNonNull(pixels), width, height, stride, out));
        return texts(out[0]);
    }

    /**
     * As {@link #readCodes(byte[], int, int, int)}, of a direct buffer, from its position on, without a copy: the first
     * plane of a camera's picture on Android. Nobody may write into it meanwhile.
     */
    public static List<String> readCodes(ByteBuffer pixels, int width, int height, int stride)
            throws CredentialException {
        if (!pixels.isDirect()) {
            byte[] copy = new byte[pixels.remaining()];
            pixels.duplicate().get(copy);
            return readCodes(copy, width, height, stride);
        }
        byte[][][] out = new byte[1][][];
        CredentialException.check(Native.readLumaDirect(pixels.slice(), width, height, stride, out));
        return texts(out[0]);
    }

    /** Closes the store; once more is nothing. A call of another thread ends first, or finds it closed. */
    @Override
    public void close() {
        long open = terminal.getAndSet(0);
        if (open != 0) {
            Native.close(open);
        }
    }

    private static List<String> texts(byte[][] bytes) {
        List<String> texts = new ArrayList<>(bytes.length);
        for (byte[] one : bytes) {
            texts.add(Native.text(one));
        }
        return Collections.unmodifiableList(texts);
    }

    private static long seconds(long now) {
        if (now < 0) {
            throw new IllegalArgumentException("a time is before 1970");
        }
        return now;
    }
}

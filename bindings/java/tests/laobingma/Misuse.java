package laobingma;

import java.awt.image.BufferedImage;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;

/**
 * Misuses the classes, and the functions behind them, on purpose.
 *
 * <pre>    java laobingma.Misuse STORE PICTURE</pre>
 *
 * STORE has a root set at least; PICTURE is a file with a code.
 */
final class Misuse {
    private static final long NOW = 1_800_000_000L;
    /** Longer than any function takes. */
    private static final byte[] HUGE = new byte[300 << 20];

    public static void main(String[] arguments) throws Exception {
        failed("store-missing", () -> Verifier.open("/no/such/store"));
        thrown(NullPointerException.class, () -> Verifier.open(null));
        thrown(NullPointerException.class, () -> Verifier.provision(arguments[0] + "-none", null));
        failed("file-kind-wrong", () -> Verifier.provision(arguments[0], Files.readAllBytes(Paths.get(arguments[1]))));
        try (Verifier verifier = Verifier.open(arguments[0])) {
            arguments(verifier);
            natives();
            pictures(ImageIO.read(new File(arguments[1])));
            verifier.reload();
            check(verifier.status(NOW).contains("\"can_accept\""), "status");
        }
        afterClose(arguments[0]);
        manyThreads(arguments[0]);
        System.out.println("each mistake is an exception");
    }

    private static void arguments(Verifier verifier) throws Exception {
        thrown(NullPointerException.class, () -> verifier.verify(null, NOW));
        thrown(NullPointerException.class, () -> verifier.setPolicy(null));
        thrown(NullPointerException.class, () -> verifier.expect(null));
        thrown(NullPointerException.class, () -> verifier.update(null, NOW));
        thrown(IllegalArgumentException.class, () -> verifier.verify("1", -1));
        thrown(IllegalArgumentException.class, () -> verifier.verify(new String(new char[70_000]), NOW));
        thrown(IllegalArgumentException.class, () -> verifier.update(HUGE, NOW));
        thrown(IllegalArgumentException.class, () -> verifier.expect(HUGE));
        failed("file-kind-wrong", () -> verifier.update(new byte[99], NOW));
        failed("usage", () -> verifier.setPolicy("{\"bearrer\":1}"));
        failed("usage", () -> verifier.expect(new byte[1]));
        verifier.expect(new byte[16]);
        verifier.rememberProofs(NOW);
        check(verifier.verify("", NOW).code().equals("empty"), "nothing");
        check(verifier.verifyScanned("12345", NOW).code().equals("not-ours"), "digits");
        // Half a character of Java's is no text; it becomes a question mark and stays no code.
        check(!verifier.verify("\ud800", NOW).isAccepted(), "half a character");
        check(verifier.verify("\u0000\ud83d\ude00", NOW).decision() == Verdict.Decision.REFUSE, "zero, and a face");
    }

    /** As no class of the jar calls them. */
    private static void natives() {
        long[] number = new long[1];
        byte[][] text = new byte[1][];
        check(Native.open(null, number) == Native.INVALID_ARGUMENT, "null folder");
        check(Native.open(new byte[1], null) != Native.OK, "no place for the terminal");
        check(Native.provision(null, null, null) == Native.INVALID_ARGUMENT, "all null");
        check(Native.verify(0, null, 0, NOW, null, null) == Native.INVALID_ARGUMENT, "null code");
        check(Native.verify(0, new byte[0], 0, NOW, new long[8], text) == Native.INVALID_HANDLE, "terminal 0");
        check(Native.verify(-1, new byte[0], 77, Long.MIN_VALUE, null, null) == Native.INVALID_HANDLE, "terminal -1");
        check(Native.update(7, null, NOW, null) == Native.INVALID_ARGUMENT, "null file");
        check(Native.update(7, HUGE, NOW, text) == Native.INVALID_ARGUMENT && text[0] == null, "huge file");
        check(Native.status(7, NOW, text) == Native.INVALID_HANDLE, "status of none");
        check(Native.close(7) == Native.INVALID_HANDLE && Native.reload(7) == Native.INVALID_HANDLE, "close of none");
        check(Native.lastError(0, new byte[1][]) != Native.OK, "too few places");
        check(Native.lastError(0, null) != Native.OK, "no places");
        check(Native.readLumaDirect(ByteBuffer.allocate(64), 8, 8, 8, new byte[1][][]) == Native.INVALID_ARGUMENT,
                "a buffer of the heap");
        check(Native.readLumaDirect(null, 8, 8, 8, new byte[1][][]) == Native.INVALID_ARGUMENT, "no buffer");
    }

    private static void pictures(BufferedImage image) throws Exception {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] picture = new byte[width * height];
        for (int at = 0; at < picture.length; at++) {
            picture[at] = (byte) (image.getRGB(at % width, at / width) >> 8);
        }
        List<String> codes = Verifier.readCodes(picture, width, height, width);
        check(codes.size() == 1 && codes.get(0).matches("[0-9]{100,}"), "the code of the picture: " + codes);
        ByteBuffer direct = ByteBuffer.allocateDirect(picture.length + 16);
        direct.position(16);
        direct.put(picture).position(16);
        check(Verifier.readCodes(direct, width, height, width).equals(codes), "from a direct buffer");
        check(direct.position() == 16, "the position of the buffer stays");
        ByteBuffer heap = ByteBuffer.wrap(picture);
        check(Verifier.readCodes(heap, width, height, width).equals(codes), "from a buffer of the heap");
        // Rows with room at their end, and none behind the last pixel: as Android's cameras give them.
        ByteBuffer padded = ByteBuffer.allocateDirect((height - 1) * (width + 9) + width);
        for (int row = 0; row < height; row++) {
            padded.position(row * (width + 9));
            padded.put(picture, row * width, width);
        }
        padded.position(0);
        check(Verifier.readCodes(padded, width, height, width + 9).equals(codes), "rows with room at their end");
        int[][] wrong = {
            {width, height + 1, width}, {width, height, width + 1}, {width + 1, height, width}, {-1, -1, -1},
            {0, 0, 0}, {width, Integer.MAX_VALUE, Integer.MAX_VALUE}, {Integer.MIN_VALUE, height, width},
        };
        for (int[] sizes : wrong) {
            thrown(IllegalArgumentException.class,
                    () -> Verifier.readCodes(picture, sizes[0], sizes[1], sizes[2]));
            direct.position(16);
            thrown(IllegalArgumentException.class,
                    () -> Verifier.readCodes(direct, sizes[0], sizes[1], sizes[2]));
        }
        thrown(NullPointerException.class, () -> Verifier.readCodes((byte[]) null, 8, 8, 8));
        check(Verifier.readCodes(new byte[64], 8, 8, 8).isEmpty(), "a black picture");
    }

    private static void afterClose(String store) throws Exception {
        Verifier closed = Verifier.open(store);
        closed.close();
        closed.close();
        thrown(IllegalStateException.class, () -> closed.verify("1", NOW));
        thrown(IllegalStateException.class, () -> closed.update(new byte[9], NOW));
        thrown(IllegalStateException.class, () -> closed.setPolicy(""));
        thrown(IllegalStateException.class, () -> closed.expect(new byte[16]));
        thrown(IllegalStateException.class, () -> closed.rememberProofs(NOW));
        thrown(IllegalStateException.class, () -> closed.status(NOW));
        thrown(IllegalStateException.class, closed::reload);
    }

    /** Many threads use one verifier, each gets its own failures, and one of them closes it. */
    private static void manyThreads(String store) throws Exception {
        Verifier shared = Verifier.open(store);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Integer>> all = new ArrayList<>();
        for (int at = 0; at < 4; at++) {
            int mine = at;
            all.add(threads.submit(() -> useUntilClosed(shared, mine)));
        }
        Thread.sleep(300);
        shared.close();
        for (Future<Integer> one : all) {
            check(one.get(60, TimeUnit.SECONDS) > 0, "a thread that never had its turn");
        }
        threads.shutdown();
    }

    private static int useUntilClosed(Verifier shared, int mine) throws Exception {
        for (int calls = 0; ; calls++) {
            try {
                check(shared.verify("12345", NOW).code().equals("not-ours"), "a verdict among others");
                if (mine % 2 == 0) {
                    failed("usage", () -> shared.setPolicy("{\"bearrer\":1}"));
                } else {
                    failed("file-kind-wrong", () -> shared.update(new byte[99], NOW));
                }
            } catch (IllegalStateException closed) {
                return calls;
            }
        }
    }

    private static void check(boolean isSo, String what) {
        if (!isSo) {
            throw new AssertionError(what);
        }
    }

    private static void failed(String code, Callable<?> call) throws Exception {
        try {
            call.call();
        } catch (CredentialException failure) {
            check(failure.code().equals(code), failure.code() + " instead of " + code);
            check(failure.getMessage().length() > 5 && failure.chinese().contains("\n"), "no words: " + failure);
            return;
        }
        throw new AssertionError("no " + code);
    }

    private static void failed(String code, Action action) throws Exception {
        failed(code, action.asCall());
    }

    private static void thrown(Class<? extends RuntimeException> kind, Callable<?> call) throws Exception {
        try {
            call.call();
        } catch (RuntimeException thrown) {
            check(kind.isInstance(thrown), thrown + " instead of " + kind);
            return;
        }
        throw new AssertionError("no " + kind);
    }

    private static void thrown(Class<? extends RuntimeException> kind, Action action) throws Exception {
        thrown(kind, action.asCall());
    }

    /** A method that gives nothing. */
    private interface Action {
        void run() throws Exception;

        default Callable<Void> asCall() {
            return () -> {
                run();
                return null;
            };
        }
    }
}

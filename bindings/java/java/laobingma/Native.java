package laobingma;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * The functions of the library. Each returns a status of the interface for C; texts are UTF-8. What a function gives is
 * put into its last arrays.
 */
final class Native {
    static final int OK = 0;
    static final int INVALID_ARGUMENT = 1;
    static final int INVALID_HANDLE = 2;

    /** The version of the interface that this class is made for. */
    private static final int ABI = 1;

    private Native() {}

    static {
        load();
        if (abi() != ABI) {
            throw new UnsatisfiedLinkError("the library credential_jni has version " + abi() + ", and the jar " + ABI);
        }
    }

    static native int abi();

    static native int open(byte[] folder, long[] out);

    static native int provision(byte[] folder, byte[] rootSet, long[] out);

    static native int close(long terminal);

    static native int setPolicy(long terminal, byte[] policy);

    static native int expect(long terminal, byte[] challenge);

    static native int rememberProofs(long terminal, long now);

    static native int update(long terminal, byte[] file, long now, byte[][] out);

    static native int reload(long terminal);

    /** Numbers: decision, authentic, issuer, holder, index, categories, issued, expires. Texts: code, advice, name, JSON. */
    static native int verify(long terminal, byte[] code, int how, long now, long[] numbers, byte[][] texts);

    static native int status(long terminal, long now, byte[][] out);

    static native int readLuma(byte[] pixels, int width, int height, int stride, byte[][][] out);

    static native int readLumaDirect(ByteBuffer pixels, int width, int height, int stride, byte[][][] out);

    /** Texts: code, message, remedy, detail. */
    static native int lastError(int chinese, byte[][] out);

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    /** A library that the program names, that of the system (Android: of the app), or the one in the jar. */
    private static void load() {
        String named = System.getProperty("laobingma.library");
        if (named != null) {
            System.load(named);
            return;
        }
        try {
            System.loadLibrary("credential_jni");
        } catch (UnsatisfiedLinkError notInstalled) {
            String inJar = "natives/" + platform() + "/" + System.mapLibraryName("credential_jni");
            try (InputStream library = Native.class.getResourceAsStream(inJar)) {
                if (library == null) {
                    throw notInstalled;
                }
                loadCopy(library);
            } catch (IOException error) {
                notInstalled.addSuppressed(error);
                throw notInstalled;
            }
        }
    }

    /** A virtual machine loads files only. The folder is one that nobody else may write into. */
    private static void loadCopy(InputStream library) throws IOException {
        Path folder = Files.createTempDirectory("laobingma");
        Path copy = folder.resolve("credential_jni");
        try {
            Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
            System.load(copy.toString());
        } finally {
            // Where the system lets nobody delete a library in use, the copy goes when the program ends.
            folder.toFile().deleteOnExit();
            copy.toFile().deleteOnExit();
            if (copy.toFile().delete()) {
                folder.toFile().delete();
            }
        }
    }

    private static String platform() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String name = system.startsWith("windows") ? "windows" : system.startsWith("mac") ? "macos" : "linux";
        return name + "-" + (machine.equals("amd64") ? "x86_64" : machine);
    }
}

package laobingma;

/** Something could not be done. {@link #getMessage} says what in English; show {@link #chinese} or {@link #english}. */
public final class CredentialException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String chinese;
    private final String english;

    private CredentialException(byte[][] english, byte[][] chinese) {
        super(Native.text(english[1]) + " (" + Native.text(english[0]) + ")");
        this.code = Native.text(english[0]);
        this.chinese = Native.text(chinese[1]) + "\n" + Native.text(chinese[2]);
        this.english = Native.text(english[1]) + "\n" + Native.text(english[2]);
    }

    /** The stable code, such as {@code store-missing}. */
    public String code() {
        return code;
    }

    /** What is wrong, and on the next line what to do, in Chinese. */
    public String chinese() {
        return chinese;
    }

    /** What is wrong, and on the next line what to do, in English. */
    public String english() {
        return english;
    }

    /** Throws what belongs to a status; the failure is that of this thread. */
    static void check(int status) throws CredentialException {
        if (status == Native.OK) {
            return;
        }
        byte[][] english = new byte[4][];
        byte[][] chinese = new byte[4][];
        Native.lastError(0, english);
        Native.lastError(1, chinese);
        if (status == Native.INVALID_ARGUMENT) {
            throw new IllegalArgumentException(Native.text(english[3]));
        }
        if (status == Native.INVALID_HANDLE) {
            throw new IllegalStateException("the verifier is closed");
        }
        throw new CredentialException(english, chinese);
    }
}

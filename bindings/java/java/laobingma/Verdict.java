package laobingma;

/** What a code is worth. A gate opens for {@link Decision#ACCEPT} and for nothing else. Any thread may read it. */
public final class Verdict {
    /** What to do. */
    public enum Decision {
        /** The code is good here and now. */
        ACCEPT,
        /** A person must look; {@link Verdict#advice} says at what. A gate stays closed. */
        CHECK,
        /** The code is worth nothing here and now. */
        REFUSE
    }

    private static final Decision[] DECISIONS = Decision.values();

    private final long[] numbers;
    private final String code;
    private final String advice;
    private final String name;
    private final String json;

    Verdict(long[] numbers, byte[][] texts) {
        this.numbers = numbers;
        this.code = Native.text(texts[0]);
        this.advice = Native.text(texts[1]);
        this.name = Native.text(texts[2]);
        this.json = Native.text(texts[3]);
    }

    /** What to do. */
    public Decision decision() {
        int decision = (int) numbers[0];
        return decision >= 0 && decision < DECISIONS.length ? DECISIONS[decision] : Decision.REFUSE;
    }

    /** Whether it is {@link Decision#ACCEPT}. */
    public boolean isAccepted() {
        return decision() == Decision.ACCEPT;
    }

    /** The stable reason, such as {@code accepted} or {@code revoked}. */
    public String code() {
        return code;
    }

    /** The stable advice, such as {@code give-benefit}. */
    public String advice() {
        return advice;
    }

    /** Whether the signature of the issuer is good. If it is not, what follows is empty or zero. */
    public boolean isAuthentic() {
        return numbers[1] == 1;
    }

    /** The name on the credential, masked as the bureau has issued it. */
    public String name() {
        return name;
    }

    /** The number of the issuer. */
    public long issuer() {
        return numbers[2];
    }

    /** The holder's number, unique for this issuer. */
    public long holder() {
        return numbers[3];
    }

    /** The index in the issuer's status list. */
    public long statusIndex() {
        return numbers[4];
    }

    /** The bits of the categories; {@link #json} has their codes. */
    public long categories() {
        return numbers[5];
    }

    /** From when on it is valid, in seconds since 1970. */
    public long issued() {
        return numbers[6];
    }

    /** The first second at which it is no longer valid. */
    public long expires() {
        return numbers[7];
    }

    /** All of it, with the words for people in both languages: as {@code verifier check --json} prints it. */
    public String json() {
        return json;
    }

    @Override
    public String toString() {
        return decision() + " " + code;
    }
}

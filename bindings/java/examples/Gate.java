import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import laobingma.CredentialException;
import laobingma.Verdict;
import laobingma.Verifier;

/**
 * A gate: reads codes from standard input, a line each as a scanner types them, and says whether to open.
 *
 * <pre>    java -cp laobingma.jar Gate.java STORE [AT]</pre>
 *
 * STORE is one that {@code verifier provision} and {@code verifier update} have filled; AT, in seconds since 1970, is for
 * tests: then it is always that time. A gate opens for accept and for nothing else: also if anything fails.
 */
final class Gate {
    public static void main(String[] arguments) throws Exception {
        long testTime = arguments.length > 1 ? Long.parseLong(arguments[1]) : 0;
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Verifier verifier = Verifier.open(arguments[0])) {
            verifier.setPolicy("{\"place\":\"gate\"}");
            verifier.rememberProofs(now(testTime));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    continue;
                }
                System.out.println(judge(verifier, line, now(testTime)));
            }
        }
    }

    private static String judge(Verifier verifier, String line, long now) {
        try {
            // An update that another program has applied counts from the next code on.
            verifier.reload();
        } catch (CredentialException failure) {
            System.err.println("reload: " + failure.english());
        }
        try {
            Verdict verdict = verifier.verifyScanned(line, now);
            return verdict.isAccepted()
                    ? "OPEN " + verdict.code() + " " + verdict.holder() + " " + verdict.name()
                    : "CLOSED " + verdict.code() + ", " + verdict.advice();
        } catch (CredentialException failure) {
            System.err.println("verify: " + failure.english());
            return "CLOSED " + failure.code();
        }
    }

    private static long now(long testTime) {
        return testTime != 0 ? testTime : System.currentTimeMillis() / 1000;
    }
}

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import laobingma.CredentialException;
import laobingma.Verdict;
import laobingma.Verifier;

/**
 * Plays the lines that bindings/shared/vector_steps.py writes.
 *
 * <pre>    java Vectors STEPS FOLDER</pre>
 */
final class Vectors {
    private static int failures = 0;

    public static void main(String[] arguments) throws Exception {
        long played = 0;
        long accepted = 0;
        int stores = 0;
        int leftOut = 0;
        Verifier verifier = null;
        try (BufferedReader steps = Files.newBufferedReader(Paths.get(arguments[0]))) {
            for (String line = steps.readLine(); line != null; line = steps.readLine()) {
                String[] words = line.split(" ");
                played++;
                switch (words[0]) {
                    case "terminal":
                        if (verifier != null) {
                            verifier.close();
                        }
                        verifier = Verifier.provision(arguments[1] + "/" + stores++, unhex(words[2]));
                        break;
                    case "update":
                        expect(words[3], update(verifier, unhex(words[2]), Long.parseLong(words[1])), words[1]);
                        break;
                    default:
                        if (Long.parseUnsignedLong(words[1]) < 0) {
                            // A time of the year 292 billion, which no long of Java's has.
                            leftOut++;
                            break;
                        }
                        verifier.setPolicy(words[3]);
                        String code = new String(unhex(words[2]), StandardCharsets.UTF_8);
                        Verdict verdict = verifier.verify(code, Long.parseLong(words[1]));
                        String said = verdict.decision().toString().toLowerCase(Locale.ROOT) + " " + verdict.code();
                        expect(words[4] + " " + words[5], said, line.substring(0, 40));
                        expect("true", "" + isSame(verdict), verdict.json());
                        accepted += verdict.isAccepted() ? 1 : 0;
                }
            }
        }
        verifier.close();
        if (accepted < 50 || leftOut > 10) {
            throw new AssertionError(accepted + " codes were accepted, " + leftOut + " left out: the vectors prove little");
        }
        System.out.println(played + " steps in " + stores + " stores, " + leftOut + " left out, " + failures + " failures");
        System.exit(failures == 0 ? 0 : 1);
    }

    /** What became of each part; "-" if it is no update. */
    private static String update(Verifier verifier, byte[] file, long now) {
        String json;
        try {
            json = verifier.update(file, now);
        } catch (CredentialException noUpdate) {
            expect("false", "" + (noUpdate.code().isEmpty() || noUpdate.chinese().length() < 4), "" + noUpdate);
            return "-";
        }
        List<String> results = new ArrayList<>();
        String[] parts = json.split("\"result\":\"");
        for (String part : Arrays.asList(parts).subList(1, parts.length)) {
            results.add(part.substring(0, part.indexOf('"')));
        }
        return String.join(",", results);
    }

    /** Whether the typed values are those of the JSON. */
    private static boolean isSame(Verdict verdict) {
        String json = verdict.json();
        boolean head = json.contains("\"verdict\":\"" + verdict.decision().toString().toLowerCase(Locale.ROOT) + "\"")
                && json.contains("\"code\":\"" + verdict.code() + "\"")
                && json.contains("\"" + verdict.advice() + "\"");
        return head && (verdict.isAuthentic()
                ? json.contains(":" + verdict.holder()) && json.contains(":" + verdict.issuer())
                : verdict.name().isEmpty() && verdict.holder() == 0 && verdict.expires() == 0);
    }

    private static void expect(String wanted, String given, String where) {
        if (!wanted.equals(given)) {
            System.err.println(given + " instead of " + wanted + ": " + where);
            failures++;
        }
    }

    private static byte[] unhex(String text) {
        byte[] bytes = new byte[text.equals("-") ? 0 : text.length() / 2];
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = (byte) Integer.parseInt(text.substring(2 * at, 2 * at + 2), 16);
        }
        return bytes;
    }
}

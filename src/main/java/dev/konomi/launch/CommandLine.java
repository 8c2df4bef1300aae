package dev.konomi.launch;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How this JVM was started, word by word, as the Linux kernel kept it.
 *
 * @param executable the {@code java} that runs
 * @param words the command line, its first word included
 * @param environment options that came by environment variables
 */
record CommandLine(String executable, List<String> words, String environment) {
    private static final Path WORDS = Path.of("/proc/self/cmdline");
    private static final Path EXECUTABLE = Path.of("/proc/self/exe");
    private static final Charset AS_BYTES = StandardCharsets.ISO_8859_1;

    /** Options that an archive of ours would contradict, or that must not take effect twice. */
    private static final String[] LEAVE_ALONE = {
        "-XX:SharedArchiveFile",
        "-XX:ArchiveClassesAtExit",
        "AutoCreateSharedArchive",
        "-XX:AOT",
        "-Xshare",
        "-agentlib",
        "-agentpath",
        "-javaagent",
        "-Xrunjdwp",
        "-XX:StartFlightRecording"
    };

    /** Empty where the system does not tell. */
    static Optional<CommandLine> ofThisProcess() throws IOException {
        if (!Files.isReadable(WORDS)) {
            return Optional.empty();
        }
        Map<String, String> environment = System.getenv();
        String options = String.join(
                " ",
                environment.getOrDefault("JAVA_TOOL_OPTIONS", ""),
                environment.getOrDefault("JDK_JAVA_OPTIONS", ""));
        // bytes, one to a char: a word may be in any encoding, and has to come out as it went in
        String joined = new String(Files.readAllBytes(WORDS), AS_BYTES);
        return Optional.of(new CommandLine(Files.readSymbolicLink(EXECUTABLE).toString(), split(joined), options));
    }

    /** Whether it started a jar, and nothing in it speaks against an archive. */
    boolean leavesRoomForAnArchive() {
        if (contradicts(environment)) {
            return false;
        }
        for (int i = 1; i < words.size(); i++) {
            if (words.get(i).equals("-jar")) {
                return true;
            }
            if (contradicts(words.get(i))) {
                return false;
            }
        }
        return false;
    }

    /**
     * The same for another jar and with more options, which stand before all others, so that those win.
     *
     * @param options one char for each byte of a word
     * @param jar its name; it lies beside the one that was started
     */
    String[] with(String[] options, String jar) {
        int started = words.indexOf("-jar") + 1;
        String[] longer = new String[words.size() + options.length];
        longer[0] = words.get(0);
        System.arraycopy(options, 0, longer, 1, options.length);
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            longer[options.length + i] =
                    i == started ? word.substring(0, word.lastIndexOf('/') + 1).concat(jar) : word;
        }
        return longer;
    }

    /** What the user told this JVM about itself, and a JVM that lays out the same has to be told too. */
    List<String> optionsOfTheJvm() {
        Charset encoding = Charset.forName(System.getProperty("native.encoding", "UTF-8"));
        List<String> options = new ArrayList<>();
        for (String word : words.subList(1, Math.max(1, words.indexOf("-jar")))) {
            boolean shapes = word.startsWith("-X") || word.startsWith("--") || word.startsWith("@");
            if (shapes && !word.startsWith("-Xlog") && !contradicts(word)) {
                options.add(new String(word.getBytes(AS_BYTES), encoding));
            }
        }
        return options;
    }

    /** Each word of a kernel's command line ends with a zero. */
    static List<String> split(String joined) {
        List<String> words = new ArrayList<>();
        int begin = 0;
        for (int end = joined.indexOf(0); end >= 0; end = joined.indexOf(0, begin)) {
            words.add(joined.substring(begin, end));
            begin = end + 1;
        }
        return words;
    }

    private static boolean contradicts(String option) {
        for (String word : LEAVE_ALONE) {
            if (option.contains(word)) {
                return true;
            }
        }
        return false;
    }
}

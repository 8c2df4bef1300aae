package dev.konomi.launch;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes an archive of kind {@link ArchiveKind#AHEAD_OF_TIME} out of a recording. It takes some seconds of processor
 * time, which neither a start nor a stop of the application shall wait for: so it is a process of its own, in the
 * background of everything else, and whatever ends it leaves the recording for the next one.
 */
final class Assembly {
    private static final Path NICE = Path.of("/usr/bin/nice");
    private static final String LITTLE = "10";
    private static final String[] OWN_OPTIONS = {
        "-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"
    };

    private Assembly() {}

    /**
     * Has the archive made after a process has ended.
     *
     * @param awaited number of the process that writes the recording when it ends; 0 when it is there
     */
    static void begin(Path recording, long awaited) throws IOException {
        Optional<CommandLine> line = CommandLine.ofThisProcess();
        if (line.isEmpty()) {
            return;
        }
        String application = System.getProperty("java.class.path");
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(NICE)) {
            command.addAll(List.of(NICE.toString(), "-n", LITTLE));
        }
        String java = line.get().executable();
        command.add(java);
        command.addAll(List.of(OWN_OPTIONS));
        command.addAll(List.of("-cp", application, Assembly.class.getName()));
        command.addAll(List.of(recording.toString(), Long.toString(awaited), application, java));
        command.addAll(line.get().optionsOfTheJvm());
        quietly(command).start();
    }

    /**
     * What the process of its own runs.
     *
     * @param args recording, number of the process to wait for, application, java, options of the application's JVM
     */
    public static void main(String... args) throws IOException, InterruptedException {
        Path recording = Path.of(args[0]);
        Path unfinished =
                Path.of(ArchiveFiles.unfinished(args[0], ProcessHandle.current().pid()));
        // whoever starts meanwhile sees that somebody is at it
        Files.createFile(unfinished);
        try {
            ProcessHandle.of(Long.parseLong(args[1]))
                    .ifPresent(process -> process.onExit().join());
            if (Files.exists(recording)
                    && ArchiveFiles.isFinished(recording)
                    && quietly(create(args, recording, unfinished)).start().waitFor() == 0) {
                ArchiveFiles.finish(unfinished, ArchiveFiles.archiveOf(args[0]));
            }
            ArchiveFiles.deleteRecording(recording);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static List<String> create(String[] args, Path recording, Path archive) {
        List<String> command = new ArrayList<>();
        command.add(args[3]);
        command.addAll(List.of(args).subList(4, args.length));
        command.addAll(List.of(
                "-XX:AOTMode=create", "-XX:AOTConfiguration=" + recording, "-XX:AOTCache=" + archive, "-cp", args[2]));
        return command;
    }

    private static ProcessBuilder quietly(List<String> command) {
        return new ProcessBuilder(command).redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
    }
}

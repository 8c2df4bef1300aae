package dev.konomi.bootstrap;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that starts the embedded database of a folder, says so, and waits to be killed. */
final class HeldDatabase {
    static final String UP = "database up";
    static final String REFUSED = "refused: ";

    private HeldDatabase() {}

    public static void main(String... args) throws InterruptedException {
        try {
            DataFolder data = DataFolder.claim(Path.of(args[0]));
            EmbeddedDatabase.start(data, "konomi");
            System.out.println(UP);
            new CountDownLatch(1).await();
            System.out.println(data);
        } catch (StartRefusedException e) {
            System.out.println(REFUSED + e.getMessage());
        }
    }
}

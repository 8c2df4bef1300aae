package dev.konomi.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.bootstrap.DatabaseAccess.SignIn;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
class EmbeddedDatabaseTest {
    @Test
    void a_killed_process_leaves_a_server_that_the_next_one_ends_and_a_second_one_is_kept_out(@TempDir Path folder)
            throws Exception {
        Process killed = holder(folder);
        assertThat(lastLine(killed)).isEqualTo(HeldDatabase.UP);
        long postmaster =
                Long.parseLong(Files.readAllLines(folder.resolve("postgres").resolve("postmaster.pid"))
                        .get(0));

        Process second = holder(folder);
        assertThat(lastLine(second)).startsWith(HeldDatabase.REFUSED).contains("in use by another Konomi process");
        assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(ProcessHandle.of(postmaster)).as("the first one's server").isPresent();

        killed.destroyForcibly().waitFor();
        DataFolder data = DataFolder.claim(folder);
        DatabaseAccess access = EmbeddedDatabase.start(data, "konomi");
        try {
            assertThat(ProcessHandle.of(postmaster).filter(ProcessHandle::isAlive))
                    .as("the server that the killed process left behind")
                    .isEmpty();
            durableAndLocked(access);
            secretsAreForTheirUserAlone(folder);
        } finally {
            EmbeddedDatabase.stop(data);
        }
        assertThat(folder.resolve("postgres").resolve("postmaster.pid")).doesNotExist();
    }

    @Test
    void connections_wait_for_a_server_that_was_set_up_before(@TempDir Path folder) throws Exception {
        DataFolder data = DataFolder.claim(folder);
        EmbeddedDatabase.start(data, "konomi");
        EmbeddedDatabase.stop(data);
        List<StartRefusedException> refused = new CopyOnWriteArrayList<>();

        DatabaseAccess access = EmbeddedDatabase.begin(data, "konomi", refused::add);

        try {
            durableAndLocked(access);
            assertThat(refused).isEmpty();
        } finally {
            EmbeddedDatabase.stop(data);
        }
    }

    private static void durableAndLocked(DatabaseAccess access) throws SQLException {
        try (Connection connection = connect(access.url(), access.app());
                Statement statement = connection.createStatement()) {
            assertThat(one(statement, "show fsync")).isEqualTo("on");
            assertThat(one(statement, "show synchronous_commit")).isEqualTo("on");
            assertThat(one(statement, "show full_page_writes")).isEqualTo("on");
            assertThat(one(statement, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(one(statement, "show scram_iterations")).isEqualTo("1");
            assertThat(one(
                            statement,
                            "select rolsuper or rolbypassrls or rolcreatedb or rolcreaterole from pg_roles"
                                    + " where rolname = current_user"))
                    .isEqualTo("f");
        }
        assertThatThrownBy(() -> connect(access.url(), new SignIn("postgres", "postgres")))
                .hasMessageContaining("password authentication failed");
        assertThatThrownBy(() -> connect(access.url(), new SignIn("konomi_app", "")))
                .isInstanceOf(SQLException.class);
    }

    private static void secretsAreForTheirUserAlone(Path folder) throws IOException {
        for (String secret : new String[] {"postgres.secret", "postgres-owner.secret", "postgres-app.secret"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(secret))))
                    .isEqualTo("rw-------");
        }
    }

    private static Connection connect(String url, SignIn as) throws SQLException {
        return DriverManager.getConnection(url, as.role(), as.password());
    }

    private static String one(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static Process holder(Path folder) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HeldDatabase.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
    }

    /** Reads up to the line that says how it went. */
    private static String lastLine(Process process) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        StringBuilder seen = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals(HeldDatabase.UP) || line.startsWith(HeldDatabase.REFUSED)) {
                return line;
            }
            seen.append(line).append('\n');
        }
        throw new AssertionError("the process ended without a word:\n" + seen);
    }
}

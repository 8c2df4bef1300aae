package dev.konomi.bootstrap;

import dev.konomi.bootstrap.DatabaseAccess.SignIn;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL in a child process, with its files in the data folder; it is started again when it dies. The library
 * behind it is meant for tests: it trades durability for speed and lets anybody in, so both are set right here.
 */
public final class EmbeddedDatabase {
    /** The role that owns the tables. */
    public static final String OWNER_ROLE = "konomi_owner";
    /** The role of the running application. */
    public static final String APP_ROLE = "konomi_app";

    private static final Logger LOG = Logger.getLogger(EmbeddedDatabase.class);
    private static final Duration START_PATIENCE = Duration.ofSeconds(90);
    private static final String PASSWORDS_ONLY = "host all all 127.0.0.1/32 scram-sha-256\n";
    private static final String CLUSTER = "postgres";
    private static final String RUNNING = "dev.konomi.embedded-database.";

    private static @Nullable EmbeddedPostgres server;
    private static @Nullable PostmasterWatch watch;

    private EmbeddedDatabase() {}

    /**
     * Starts the server of this data folder, or finds it running in this process.
     *
     * @param data the data folder; gets {@code postgres/}, {@code postgres-bin/}, {@code postgres.log} and secrets
     * @param database name of the database, created where it is missing
     */
    public static DatabaseAccess start(DataFolder data, String database) {
        return start(data, database, false);
    }

    /** As {@link #start}, but with a database that is empty, whatever it held before. */
    public static DatabaseAccess startEmpty(DataFolder data, String database) {
        return start(data, database, true);
    }

    /**
     * As {@link #start}, but returns at once where the server has been set up before; connections wait for it. What a
     * first start has to do takes seconds, and is waited for here.
     *
     * @param refused told, in another thread, when the server does not start
     */
    static DatabaseAccess begin(DataFolder data, String database, Consumer<StartRefusedException> refused) {
        if (!Files.exists(data.resolve(CLUSTER).resolve("PG_VERSION"))) {
            return start(data, database);
        }
        Secrets secrets = Secrets.of(data);
        int port = freePort();
        CompletableFuture<Void> up = new CompletableFuture<>();
        ServerInStart.await(up);
        Thread starting = new Thread(
                () -> {
                    try {
                        start(data, database, secrets, false, port);
                        up.complete(null);
                    } catch (StartRefusedException e) {
                        stop(data);
                        refused.accept(e);
                        up.completeExceptionally(e);
                    }
                },
                "embedded-database");
        starting.setDaemon(true);
        starting.start();
        return new DatabaseAccess(
                url(Integer.toString(port), database) + ServerInStart.inAddress(), secrets.owner(), secrets.app());
    }

    private static DatabaseAccess start(DataFolder data, String database, boolean empty) {
        Secrets secrets = Secrets.of(data);
        String port = start(data, database, secrets, empty, 0);
        return new DatabaseAccess(url(port, database), secrets.owner(), secrets.app());
    }

    /** @param freePort where the server shall listen; 0 leaves it the choice */
    private static synchronized String start(
            DataFolder data, String database, Secrets secrets, boolean empty, int freePort) {
        try {
            SignIn superuser = secrets.superuser();
            // Hot reload loads this class anew, in the same process: a system property outlives it.
            String marker = RUNNING + data.path();
            String port = System.getProperty(marker);
            if (port == null) {
                port = Integer.toString(launch(data, superuser, freePort));
                System.setProperty(marker, port);
            }
            try (Connection connection =
                            DriverManager.getConnection(url(port, "postgres"), superuser.role(), superuser.password());
                    Statement statement = connection.createStatement()) {
                prepareRoles(statement, List.of(superuser, secrets.owner(), secrets.app()));
                if (empty) {
                    statement.execute("drop database if exists " + database + " with (force)");
                }
                prepareDatabase(statement, database);
            }
            return port;
        } catch (IOException | SQLException | IllegalStateException e) {
            throw new StartRefusedException(
                    "The embedded PostgreSQL in " + data.path() + " does not start: " + e.getMessage() + " (see "
                            + data.resolve("postgres.log") + ")",
                    e);
        }
    }

    /** The passwords of a data folder, drawn where they are missing. */
    private record Secrets(SignIn superuser, SignIn owner, SignIn app) {
        static Secrets of(DataFolder data) {
            SecureRandom random = new SecureRandom();
            try {
                return new Secrets(
                        new SignIn("postgres", PrivateFiles.secret(data.resolve("postgres.secret"), random)),
                        new SignIn(OWNER_ROLE, PrivateFiles.secret(data.resolve("postgres-owner.secret"), random)),
                        new SignIn(APP_ROLE, PrivateFiles.secret(data.resolve("postgres-app.secret"), random)));
            } catch (IOException e) {
                throw new StartRefusedException(
                        "The passwords of the embedded PostgreSQL in " + data.path() + " cannot be read or written: "
                                + e.getMessage(),
                        e);
            }
        }
    }

    private static int freePort() {
        try (ServerSocket door = new ServerSocket(0)) {
            return door.getLocalPort();
        } catch (IOException e) {
            throw new StartRefusedException("No port is free for the embedded PostgreSQL: " + e.getMessage(), e);
        }
    }

    /** Stops the server that this class started; open transactions are rolled back. */
    public static synchronized void stop(DataFolder data) {
        EmbeddedPostgres running = server;
        if (running == null) {
            return;
        }
        server = null;
        if (watch != null) {
            watch.close();
            watch = null;
        }
        System.clearProperty(RUNNING + data.path());
        try {
            running.close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not stop cleanly", e);
        }
    }

    private static String url(String port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private static int launch(DataFolder data, SignIn superuser, int port) throws IOException, SQLException {
        long begin = System.nanoTime();
        Path files = data.resolve(CLUSTER);
        OrphanPostmaster.stop(files);
        Path logFile = data.resolve("postgres.log");
        Redirect log = Redirect.appendTo(logFile.toFile());
        EmbeddedPostgres started = EmbeddedPostgres.builder()
                .setDataDirectory(files)
                .setPort(port)
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(data.resolve("postgres-bin").toFile())
                .setPGStartupWait(START_PATIENCE)
                .setRegisterShutdownHook(false)
                .setConnectConfig("password", superuser.password())
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_connections", "60")
                .setServerConfig("password_encryption", "scram-sha-256")
                // 32 random bytes cannot be guessed, however cheap a guess is; each connection paid for 4096 rounds
                .setServerConfig("scram_iterations", "1")
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                .start();
        server = started;
        watch = PostmasterWatch.over(files, logFile);
        requirePasswords(started, files, superuser);
        LOG.debugf("embedded PostgreSQL started in %d ms", (System.nanoTime() - begin) / 1_000_000);
        return started.getPort();
    }

    /** A fresh cluster trusts everybody on the machine; from here on it asks for a password. */
    private static void requirePasswords(EmbeddedPostgres started, Path files, SignIn superuser)
            throws SQLException, IOException {
        Path rules = files.resolve("pg_hba.conf");
        if (Files.readString(rules, StandardCharsets.UTF_8).equals(PASSWORDS_ONLY)) {
            return;
        }
        try (Connection connection = started.getPostgresDatabase(Map.of("password", superuser.password()))
                        .getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("alter role postgres password '" + superuser.password() + "'");
            Files.writeString(rules, PASSWORDS_ONLY, StandardCharsets.UTF_8);
            statement.execute("select pg_reload_conf()");
        }
    }

    private static void prepareRoles(Statement statement, List<SignIn> roles) throws SQLException {
        for (SignIn role : roles) {
            statement.execute("do $$ begin if not exists (select from pg_roles where rolname = '" + role.role()
                    + "') then create role " + role.role() + " login nosuperuser nobypassrls nocreatedb nocreaterole;"
                    + " end if; end $$");
            statement.execute("alter role " + role.role() + " password '" + role.password() + "'");
        }
    }

    private static void prepareDatabase(Statement statement, String database) throws SQLException {
        boolean exists;
        try (ResultSet found = statement.executeQuery("select from pg_database where datname = '" + database + "'")) {
            exists = found.next();
        }
        if (!exists) {
            statement.execute("create database " + database + " owner " + OWNER_ROLE);
            statement.execute("revoke all on database " + database + " from public");
            statement.execute("grant connect on database " + database + " to " + APP_ROLE);
        }
    }
}

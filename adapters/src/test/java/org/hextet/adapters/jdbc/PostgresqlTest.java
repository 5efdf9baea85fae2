package org.hextet.adapters.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.hextet.adapters.DeadIpv6;
import org.hextet.adapters.RacingSocketFactory;
import org.hextet.adapters.TestCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** pgjdbc and a PostgreSQL that listens on IPv4 only; the IPv6 address of its name, which comes first, is dead. */
@Timeout(120)
class PostgresqlTest {

    /** Whom a server runs as that refuses to run as root. */
    private static final String USER = "postgres";

    @TempDir
    static Path folder;

    private static @Nullable DeadIpv6 dead;
    private static @Nullable ServerProgram server;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> initdb = ServerProgram.find("/usr/lib/postgresql", "initdb");
        assumeTrue(initdb.isPresent(), "no PostgreSQL: apt-get install postgresql");
        TestCertificate certificate = TestCertificate.shared();
        Path data = folder.resolve("data");
        Path key = certificate.key(folder.resolve("key.pem"));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        certificate.certificate(folder.resolve("certificate.pem"));
        give(key);
        give(folder);
        ServerProgram.run(
                folder,
                asUser(initdb.get() + " -D " + data + " -A trust -U " + USER + " -E UTF8 --locale=C --no-sync"));
        dead = DeadIpv6.open();
        server = ServerProgram.start(
                folder,
                asUser(initdb.get().resolveSibling("postgres") + " -D " + data + " -h 127.0.0.1 -p " + dead.port()
                        + " -k  -F -c ssl=on -c ssl_cert_file=" + folder + "/certificate.pem -c ssl_key_file=" + key),
                "ready to accept connections");
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
        if (dead != null) {
            dead.close();
        }
    }

    @Test
    void it_connects_to_the_family_that_lives() throws Exception {
        try (Connection connection = connect(new Properties());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select host(inet_server_addr()), repeat('x', 100000)")) {
            assertTrue(result.next());
            assertEquals("127.0.0.1", result.getString(1));
            assertEquals(100_000, result.getString(2).length());
        }
    }

    @Test
    void the_name_is_verified_with_tls() throws Exception {
        Properties verified = new Properties();
        verified.setProperty("sslmode", "verify-full");
        verified.setProperty("sslrootcert", folder + "/certificate.pem");

        try (Connection connection = connect(verified);
                Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery("select version from pg_stat_ssl where pid = pg_backend_pid()")) {
            assertTrue(result.next());
            assertTrue(result.getString(1).startsWith("TLS"), result.getString(1));
        }
    }

    @Test
    void a_query_is_ended_by_the_timeout_of_the_socket() throws Exception {
        Properties impatient = new Properties();
        impatient.setProperty("socketTimeout", "1");

        try (Connection connection = connect(impatient);
                Statement statement = connection.createStatement()) {
            SQLException late = assertThrows(SQLException.class, () -> statement.execute("select pg_sleep(30)"));
            assertEquals("08006", late.getSQLState());
        }
    }

    @Test
    void a_query_is_cancelled_over_a_second_connection() throws Exception {
        try (Connection connection = connect(new Properties());
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            SQLException cancelled = assertThrows(SQLException.class, () -> statement.execute("select pg_sleep(30)"));
            assertEquals("57014", cancelled.getSQLState());
        }
    }

    @Test
    void without_the_factory_it_waits_for_the_family_that_is_dead() {
        Properties plain = new Properties();
        plain.setProperty("user", USER);
        plain.setProperty("connectTimeout", "1");
        // The driver tries each address of the name; the first timeout is the end of its patience.
        SQLException late = assertThrows(SQLException.class, () -> {
            try (Connection connection = DriverManager.getConnection(url("six.test"), plain)) {
                connection.isValid(1);
            }
        });
        assertEquals("08001", late.getSQLState());
    }

    private static Connection connect(Properties properties) throws SQLException {
        properties.setProperty("user", USER);
        return DriverManager.getConnection(
                url("both.test") + "?socketFactory=" + RacingSocketFactory.class.getName()
                        + "&socketFactoryArg=attempt-delay%3D20ms%26timeout%3D30s",
                properties);
    }

    private static String url(String host) {
        return "jdbc:postgresql://" + host + ":" + (dead == null ? 0 : dead.port()) + "/postgres";
    }

    // ---- a server that refuses to be root

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static List<String> asUser(String command) {
        List<String> words = new ArrayList<>();
        if (isRoot()) {
            words.addAll(List.of("runuser", "-u", USER, "--"));
        }
        words.addAll(List.of(command.split(" ", -1)));
        return words;
    }

    private static void give(Path file) throws IOException {
        if (isRoot()) {
            UserPrincipal user =
                    file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER);
            Files.setOwner(file, user);
        }
    }
}

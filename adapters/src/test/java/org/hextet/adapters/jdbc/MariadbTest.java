package org.hextet.adapters.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.hextet.adapters.DeadIpv6;
import org.hextet.adapters.RacingSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** MariaDB's driver and a server that listens on IPv4 only; the IPv6 address of its name is dead. */
@Timeout(120)
@SuppressWarnings("try") // The server is only there
class MariadbTest {

    @Test
    void it_connects_to_the_family_that_lives(@TempDir Path folder) throws Exception {
        Optional<Path> program = ServerProgram.find("/usr/sbin", "mariadbd");
        assumeTrue(program.isPresent(), "no MariaDB: apt-get install mariadb-server-core");
        Path data = Files.createDirectory(folder.resolve("data"));

        try (DeadIpv6 dead = DeadIpv6.open();
                ServerProgram server = ServerProgram.start(
                        folder, command(program.get(), data, dead.port()), "ready for connections");
                Connection connection = DriverManager.getConnection("jdbc:mariadb://both.test:" + dead.port()
                        + "/?user=root&socketFactory=" + RacingSocketFactory.class.getName());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select repeat('x', 100000)")) {
            assertTrue(result.next());
            assertEquals(100_000, result.getString(1).length());
        }
    }

    /** Small, and without tables of its own: it lets everybody in. */
    private static List<String> command(Path program, Path data, int port) {
        return List.of(
                program.toString(),
                "--no-defaults",
                "--datadir=" + data,
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--socket=" + data.resolve("socket"),
                "--user=" + System.getProperty("user.name"),
                "--skip-grant-tables",
                "--innodb-log-file-size=4M",
                "--innodb-buffer-pool-size=8M");
    }
}

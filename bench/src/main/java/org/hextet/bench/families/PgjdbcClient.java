package org.hextet.bench.families;

import java.sql.DriverManager;
import java.util.Arrays;
import java.util.Properties;

/** PostgreSQL's JDBC driver, with Hextet's socket factory or without: to a session that is ready. */
public final class PgjdbcClient {

    private PgjdbcClient() {}

    /**
     * Prints how long each connect took.
     *
     * @param args {@code racing} or {@code plain}, then as of {@link Tries#run}
     * @throws Exception if even the first connect fails
     */
    public static void main(String[] args) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("user", "bench");
        // The driver gives up after 10 s by itself; the question is how long the network takes.
        properties.setProperty("connectTimeout", "0");
        properties.setProperty("sslmode", "disable");
        properties.setProperty("gssEncMode", "disable");
        // Everything then goes with the first message, and no query is asked.
        properties.setProperty("assumeMinServerVersion", "15");
        if (args[0].equals("racing")) {
            properties.setProperty("socketFactory", "org.hextet.adapters.RacingSocketFactory");
        }
        Tries.run(
                Arrays.copyOfRange(args, 1, args.length),
                (host, port) -> DriverManager.getConnection(
                                "jdbc:postgresql://" + host + ":" + port + "/bench", properties)
                        .close());
    }
}

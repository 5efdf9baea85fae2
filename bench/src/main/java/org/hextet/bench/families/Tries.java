package org.hextet.bench.families;

import java.util.Locale;

/** Runs a client some times and prints a line for each: {@code connected MS}, or {@code failed MS WHY}. */
final class Tries {

    private Tries() {}

    /** One connect, from the name to a connection that is up, and closed again. */
    @FunctionalInterface
    interface Client {

        /**
         * Connects.
         *
         * @param host a name
         * @param port where a server answers
         * @throws Exception why there is no connection
         */
        void connect(String host, int port) throws Exception;
    }

    /**
     * Connects to the first name, so that the classes are loaded, then to the second as often as asked.
     *
     * @param args a name that answers at once, the name that is measured, the port, how many tries
     * @param client keeps nothing of one connect for the next
     * @throws Exception if the first name does not answer
     */
    static void run(String[] args, Client client) throws Exception {
        int port = Integer.parseInt(args[2]);
        client.connect(args[0], port);
        System.out.println("ready");
        for (int i = 0; i < Integer.parseInt(args[3]); i++) {
            long start = System.nanoTime();
            String end = "connected";
            String why = "";
            try {
                client.connect(args[1], port);
            } catch (Exception failed) {
                end = "failed";
                why = " " + failed.toString().lines().findFirst().orElse("");
            }
            System.out.printf(Locale.ROOT, "%s %.3f%s%n", end, (System.nanoTime() - start) / 1e6, why);
        }
        // Some of these libraries keep threads.
        System.exit(0);
    }
}

package org.hextet.bench.families;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** The JDK's HttpClient: to the end of an empty answer, since it tells of no connection. */
public final class JdkHttpClient {

    private JdkHttpClient() {}

    /**
     * Prints how long each connect took.
     *
     * @param args as of {@link Tries#run}
     * @throws Exception if even the first connect fails
     */
    public static void main(String[] args) throws Exception {
        Tries.run(args, (host, port) -> {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/"))
                    .build();
            HttpClient.newHttpClient().send(request, BodyHandlers.discarding());
        });
    }
}

package org.hextet.bench.families;

import java.util.Arrays;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/** OkHttp, with fast fallback (its default) or without: to the end of an empty answer. */
public final class OkHttp {

    private OkHttp() {}

    /**
     * Prints how long each connect took.
     *
     * @param args {@code fast} or {@code serial}, then as of {@link Tries#run}
     * @throws Exception if even the first connect fails
     */
    public static void main(String[] args) throws Exception {
        boolean isFast = args[0].equals("fast");
        Tries.run(Arrays.copyOfRange(args, 1, args.length), (host, port) -> {
            OkHttpClient client =
                    new OkHttpClient.Builder().fastFallback(isFast).build();
            Request request = new Request.Builder()
                    .url("http://" + host + ":" + port + "/")
                    .build();
            client.newCall(request).execute().close();
        });
    }
}

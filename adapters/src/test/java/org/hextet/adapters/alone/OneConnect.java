package org.hextet.adapters.alone;

import java.net.Socket;
import org.hextet.adapters.RacingSocketFactory;

/** A program that has the socket factory and nothing else: connects, and says where to. */
public final class OneConnect {

    private OneConnect() {}

    public static void main(String[] hostAndPort) throws Exception {
        try (Socket socket = new RacingSocketFactory().createSocket(hostAndPort[0], Integer.parseInt(hostAndPort[1]))) {
            System.out.println(socket.getInetAddress());
        }
    }
}

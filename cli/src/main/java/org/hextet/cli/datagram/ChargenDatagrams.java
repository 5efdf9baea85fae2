package org.hextet.cli.datagram;

import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.cli.stream.ChargenHandler;

/** Answers each datagram, whatever is in it, with one of 0 to 512 characters (RFC 864). */
public final class ChargenDatagrams implements DatagramProtocol {

    private static final int MOST = 512;

    private final Answer answer = new Answer();
    private final ByteBuffer characters = ChargenHandler.round();

    /** For one port. */
    public ChargenDatagrams() {}

    @Override
    public void received(DatagramPort port, Datagram datagram) {
        characters.clear().limit(ThreadLocalRandom.current().nextInt(MOST + 1));
        answer.give(port, datagram, characters);
    }
}

package org.hextet.resolver.dnsjava;

import org.xbill.DNS.Message;

/** A port or a connection to one server, and the questions that are under way by it. Of the reactor's thread. */
interface Way {

    /** Whether a question that is under way by it has this number. */
    boolean isTaken(int id);

    /** Sends a question as soon as it can. Its number is not taken. */
    void send(Exchange exchange);

    /** A question is under way no longer: it was answered, was given up, or has waited too long. */
    void forget(Exchange exchange, boolean isSilent);

    /** Whether an answer is the whole one. */
    boolean isCut(Message answer);

    /** For people: nothing, or " by TCP". */
    String words();
}

package org.hextet.tck.mutants;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.List;
import java.util.OptionalLong;
import org.hextet.api.Answers;

/** Answers that pass on to others what they do not change. */
class ForwardingAnswers implements Answers {

    /** Get every call that is not overridden. */
    protected final Answers beneath;

    ForwardingAnswers(Answers beneath) {
        this.beneath = beneath;
    }

    @Override
    public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
        beneath.answered(family, addresses, ttlSeconds);
    }

    @Override
    public void failed(StandardProtocolFamily family, UnknownHostException why) {
        beneath.failed(family, why);
    }
}

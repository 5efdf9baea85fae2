package org.hextet.endpoints.scripted;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressText;
import org.hextet.api.Answers;
import org.hextet.api.failure.NetworkFailure;

/** Writes down what it is told, a word for each: {@code INET6=2001:db8::1}, {@code INET=no-data}. */
public final class LookupWords implements Answers {

    private final List<String> heard = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();

    /** In the order in which it came. */
    public List<String> heard() {
        return heard;
    }

    /** Of the failures. */
    public List<String> messages() {
        return messages;
    }

    @Override
    public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
        heard.add(family + "=" + addresses.stream().map(AddressText::format).collect(Collectors.joining(",")));
    }

    @Override
    public void failed(StandardProtocolFamily family, UnknownHostException why) {
        heard.add(family + "=" + (why instanceof NetworkFailure known ? known.kind() : why));
        messages.add(String.valueOf(why.getMessage()));
    }
}

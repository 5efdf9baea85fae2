package org.hextet.adapters.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import org.hextet.adapters.race.AttemptEnd;
import org.hextet.adapters.race.Attempts;
import org.hextet.api.StreamOptions;

/** Attempts as channels of one bootstrap. */
final class ChannelAttempts implements Attempts<Channel> {

    private final Bootstrap bootstrap;

    ChannelAttempts(Bootstrap bootstrap) {
        this.bootstrap = bootstrap;
    }

    @Override
    public Runnable begin(InetSocketAddress remote, StreamOptions options, AttemptEnd<Channel> end) {
        Bootstrap attempt = bootstrap.clone();
        options.deadline()
                .ifPresent(limit -> attempt.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(Integer.MAX_VALUE, Math.max(1, limit.toMillis()))));
        ChannelFuture connect = options.bind().isPresent()
                ? attempt.connect(remote, options.bind().get())
                : attempt.connect(remote);
        Channel channel = connect.channel();
        connect.addListener(done -> {
            if (done.isSuccess()) {
                end.connected(channel);
            } else {
                end.failed(done.cause());
            }
        });
        return () -> abort(channel);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for a loser
    public void abort(Channel channel) {
        channel.close();
    }
}

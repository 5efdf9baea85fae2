package org.hextet.api;

/** What endpoints of streams have in common, whichever side they are. */
public interface StreamEndpoint {

    /**
     * The options of the connections, for layers on top of this endpoint. A client's deadline is that of the whole
     * connect, of which such layers are part.
     *
     * @return as far as they are known; {@link StreamOptions#DEFAULT}, the default, where they are not
     */
    default StreamOptions options() {
        return StreamOptions.DEFAULT;
    }
}

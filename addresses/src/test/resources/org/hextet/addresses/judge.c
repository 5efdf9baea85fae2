/* For each name: its addresses in the order of getaddrinfo, each with the source that the kernel has for it. */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *text(const struct sockaddr *address, char *to) {
    const void *bytes = address->sa_family == AF_INET6 ? (const void *)&((const struct sockaddr_in6 *)address)->sin6_addr
                                                       : (const void *)&((const struct sockaddr_in *)address)->sin_addr;
    return inet_ntop(address->sa_family, bytes, to, INET6_ADDRSTRLEN);
}

int main(int count, char **names) {
    for (int i = 1; i < count; i++) {
        struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_DGRAM}, *all;
        int error = getaddrinfo(names[i], "9", &hints, &all);
        if (error != 0) {
            fprintf(stderr, "%s: %s\n", names[i], gai_strerror(error));
            return 1;
        }
        for (struct addrinfo *one = all; one != NULL; one = one->ai_next) {
            char to[INET6_ADDRSTRLEN], from[INET6_ADDRSTRLEN] = "-";
            struct sockaddr_storage source;
            socklen_t length = sizeof source;
            int s = socket(one->ai_family, SOCK_DGRAM, 0); /* connected, and never written to */
            if (s >= 0 && connect(s, one->ai_addr, one->ai_addrlen) == 0
                && getsockname(s, (struct sockaddr *)&source, &length) == 0) {
                text((struct sockaddr *)&source, from);
            }
            close(s);
            printf("answer %s %s %s\n", names[i], text(one->ai_addr, to), from);
        }
        freeaddrinfo(all);
    }
    return 0;
}

/* A program that uses a descriptor after it has closed it, in three ways: to be caught. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* Tells the library that this is the process to mind, and how many closed numbers to keep. */
static void mind_me(int32_t keep)
{
    int32_t fields[] = {(int32_t) getpid(), keep};
    int file = open(getenv("HEXTET_TCK_FAULTS"), O_RDWR);
    if (file < 0 || pwrite(file, fields, sizeof fields, 4) != sizeof fields)
        exit(1);
    close(file);
}

int main(int count, char **arguments)
{
    mind_me(count > 1 ? atoi(arguments[1]) : 0);
    int number = socket(AF_INET, SOCK_STREAM, 0);
    close(number);
    /* With numbers used again, this is the same number, and what follows hits it. */
    int other = socket(AF_INET, SOCK_STREAM, 0);
    shutdown(number, SHUT_RD);
    close(number);
    close(number);
    return other == number ? 3 : 0;
}

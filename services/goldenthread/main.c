#include "goldenthread/command.h"

int main(int argc, char **argv) {
    return command_dispatch(&goldenthread_command, "goldenthread", argc, argv);
}

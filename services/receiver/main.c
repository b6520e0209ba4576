#include "receiver/receiver.h"

int main(int argc, char **argv) {
    return receiver_main(argc, argv);
}

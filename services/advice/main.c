#include "advice/advice.h"

int main(int argc, char **argv) {
    return consumer_main(&advice_pipeline, argc, argv);
}

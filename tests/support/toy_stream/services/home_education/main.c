#include "home_education/home_education.h"

int main(int argc, char **argv) {
    return consumer_main(&home_education_pipeline, argc, argv);
}

mod crash;
mod damage;
mod everyday;
mod faults;
mod kill;
mod sim;
mod together;
mod world;

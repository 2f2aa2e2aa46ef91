#!/bin/sh
echo a 
